import { ReconnectingWebSocket } from 'holdfast'
import { listen, type Connect } from '../subject.ts'

const outbox = { maxMessages: 1_000_000, maxBytes: 1e9 }
// A ping every few ms, so that some are answered in the middle of a flush.
const heartbeat = { message: 'ping', pong: 'pong', interval: 20 }

/** Counts for itself what was handed over since the last answered ping was sent. */
class Watched extends WebSocket {
  static last: Watched | undefined
  readonly #marks: number[] = []
  #sent = 0
  #proven = 0

  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols)
    Watched.last = this
    this.addEventListener('message', ({ data }) => {
      if (data === 'pong') this.#proven = this.#marks.shift() ?? NaN
    })
  }

  get unproven(): number {
    return this.#sent - this.#proven
  }

  override send(data: string): void {
    if (data === 'ping') this.#marks.push(this.#sent)
    else this.#sent += 1
    super.send(data)
  }
}

export const connect: Connect = (url, handlers) => {
  const socket = new ReconnectingWebSocket(url, [], { outbox, heartbeat, WebSocket: Watched })
  const said = { queued: 0, dropped: 0, unconfirmed: 0, unproven: 0 }
  socket.addEventListener('drop', () => (said.dropped += 1))
  socket.addEventListener('statechange', ({ detail: { state, previous } }) => {
    if (state.name !== 'waiting' || previous.name !== 'open') return
    said.unconfirmed += state.cause.unconfirmed?.messages ?? 0
    said.unproven += Watched.last?.unproven ?? 0
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
