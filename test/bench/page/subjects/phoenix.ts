import { Socket } from 'phoenix'
import type { Connect } from '../subject.ts'

export const connect: Connect = (url, { open, close }) => {
  const { origin, pathname, searchParams } = new URL(url)
  const socket = new Socket(origin + pathname, { params: Object.fromEntries(searchParams) })
  if (open) socket.onOpen(open)
  if (close) socket.onClose(close)
  socket.connect()
  const channel = socket.channel('bench')
  channel.join()
  return {
    send: (data) => channel.push('message', { data }),
    close: () => socket.disconnect(),
  }
}
