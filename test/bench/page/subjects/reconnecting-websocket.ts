import ReconnectingWebSocket from 'reconnecting-websocket'
import type { Connect } from '../subject.ts'

export const connect: Connect = (url, { open, message, close }) => {
  const socket = new ReconnectingWebSocket(url)
  if (open) socket.addEventListener('open', open)
  if (message) socket.addEventListener('message', message)
  if (close) socket.addEventListener('close', close)
  return socket
}
