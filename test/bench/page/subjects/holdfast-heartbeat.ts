import { ReconnectingWebSocket } from 'holdfast'
import { listen, type Connect } from '../subject.ts'

const outbox = { maxMessages: 1_000_000, maxBytes: 1e9 }
const heartbeat = { message: 'ping', pong: 'pong' }

export const connect: Connect = (url, handlers) => {
  const socket = new ReconnectingWebSocket(url, [], { outbox, heartbeat })
  const said = { queued: 0, dropped: 0, unconfirmed: 0 }
  socket.addEventListener('drop', () => (said.dropped += 1))
  socket.addEventListener('statechange', ({ detail: { state } }) => {
    if (state.name === 'waiting') said.unconfirmed += state.cause.unconfirmed?.messages ?? 0
  })
  listen(socket, handlers)
  return {
    send: (data) => socket.send(data),
    close: () => socket.close(),
    get said() {
      return { ...said, queued: socket.bufferedAmount }
    },
  }
}
