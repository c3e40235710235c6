import type { WebSocketConstructor } from '../platform/globals.ts'
import { TestLink } from './link.ts'
import { TestSocket } from './socket.ts'

// All links of all clients, and those that are being dialled. It knows nothing of what is said on them.

export interface NetworkEvents<Channels extends object> {
  opened(link: TestLink<Channels>): void
  said(link: TestLink<Channels>, frame: unknown): void
}

export class TestNetwork<Channels extends object> {
  readonly WebSocket: WebSocketConstructor
  /** How many of the next dials are refused. */
  refusals = 0
  readonly #events: NetworkEvents<Channels>
  /** Those that were opened, in this order, and have not ended. */
  readonly #opened = new Set<TestLink<Channels>>()
  /** The same, and those that are being dialled. */
  readonly #all = new Set<TestLink<Channels>>()
  #isMute = false

  constructor(events: NetworkEvents<Channels>) {
    this.#events = events
    const dialled = (socket: TestSocket) => this.#dialled(socket)
    this.WebSocket = class extends TestSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols)
        dialled(this)
      }
    }
  }

  get links(): TestLink<Channels>[] {
    return [...this.#opened].filter(({ isOpen }) => isOpen)
  }

  mute(): void {
    this.#isMute = true
    for (const link of this.#all) link.mute()
  }

  unmute(): void {
    this.#isMute = false
    for (const link of [...this.#all]) link.unmute()
  }

  #dialled(socket: TestSocket): void {
    const link = new TestLink<Channels>(socket, {
      opened: () => {
        this.#opened.add(link)
        this.#events.opened(link)
      },
      said: (frame) => this.#events.said(link, frame),
      closed: () => this.#closed(link),
    })
    this.#all.add(link)
    if (this.#isMute) link.mute()
    const isRefused = this.refusals > 0
    if (isRefused) this.refusals--
    // Later, as with any socket: nobody listens yet.
    void Promise.resolve().then(() => (isRefused ? link.refuse() : link.accept()))
  }

  #closed(link: TestLink<Channels>): void {
    this.#all.delete(link)
    this.#opened.delete(link)
  }
}
