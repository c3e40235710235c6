import { io } from 'socket.io-client'
import type { Connect } from '../subject.ts'

export const connect: Connect = (url, { open, close }) => {
  const { origin, pathname, searchParams } = new URL(url)
  const socket = io(origin, {
    path: pathname,
    query: Object.fromEntries(searchParams),
    transports: ['websocket'],
    forceNew: true,
  })
  if (open) socket.on('connect', open)
  if (close) socket.on('disconnect', close)
  return {
    send: (data) => socket.emit('message', data),
    close: () => socket.close(),
  }
}
