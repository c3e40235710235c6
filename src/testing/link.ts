import { isBlob, type Data } from '../connection/data.ts'
import type { Heard } from './heard.ts'
import { toBuffer } from './operation.ts'
import type { TestSocket } from './socket.ts'

// The server's end of one link: it takes down what the client says, and can go wrong in all the ways that links do.

/** What the server does with a link. */
export interface LinkEvents {
  opened(): void
  said(frame: unknown): void
  closed(): void
}

/** The server's end of one link. */
export class TestLink<Channels extends object> {
  /** Where the client dialled. */
  readonly url: string
  /** The subprotocols that it offered; the first one was taken. */
  readonly protocols: readonly string[]
  /** All that it sent on this link, as it was sent. */
  readonly frames: unknown[] = []
  /** The same as operations, without pings. */
  readonly received: Heard<Channels>[] = []
  /** The channels that it is subscribed to. */
  readonly channels = new Set<string>()
  readonly #socket: TestSocket
  readonly #events: LinkEvents
  /** The last subscription of each channel. */
  readonly #asked = new Map<string, number>()
  /** What waits for the end of silence. */
  #held: (() => void)[] | undefined

  /** @internal */
  constructor(socket: TestSocket, events: LinkEvents) {
    this.url = socket.url
    this.protocols = socket.protocols
    this.#socket = socket
    this.#events = events
    socket.far = {
      said: (data) => this.#carry(() => this.#said(data)),
      asked: (code = 1005, reason = '') => {
        const confirm = () => this.#carry(() => this.#end(code, reason))
        void Promise.resolve().then(confirm)
      },
    }
  }

  /** Whether messages can go both ways. */
  get isOpen(): boolean {
    return this.#socket.readyState === 1
  }

  /** @internal */
  accept(): void {
    this.#carry(() => {
      if (this.#socket.readyState !== 0) return
      this.#events.opened()
      this.#socket.open()
    })
  }

  /** @internal */
  refuse(): void {
    this.#carry(() => {
      if (this.#socket.readyState !== 0) return
      this.#events.closed()
      this.#socket.fail()
    })
  }

  /** The client asks for a channel; what it asked before is void. @internal */
  subscribe(channel: string, id: number): void {
    this.#asked.set(channel, id)
  }

  /** That was answered. @internal */
  subscribed(channel: string, id: number, isAccepted: boolean): void {
    if (this.#asked.get(channel) !== id) return
    if (isAccepted) this.channels.add(channel)
    else this.channels.delete(channel)
  }

  /** The client leaves a channel, or is made to; false if it was not on it. @internal */
  unsubscribe(channel: string): boolean {
    this.#asked.delete(channel)
    return this.channels.delete(channel)
  }

  /** Sends a message as it stands. */
  send(data: Data): void {
    const frame = toFrame(data)
    this.#carry(() => {
      if (this.isOpen) this.#socket.receive(frame)
    })
  }

  /** The server closes the link. */
  close(code = 1000, reason = ''): void {
    this.#held = undefined
    this.#end(code, reason)
  }

  /** The link breaks without a word: 1006. */
  drop(): void {
    this.close(1006)
  }

  /** From now on nothing passes, in neither direction, and neither side is told: a dead link. */
  mute(): void {
    this.#held ??= []
  }

  /** All that was held up passes, in order. */
  unmute(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const act of held) act()
  }

  #carry(act: () => void): void {
    if (this.#held) this.#held.push(act)
    else act()
  }

  #said(data: unknown): void {
    this.frames.push(data)
    this.#events.said(data)
  }

  #end(code: number, reason: string): void {
    if (this.#socket.readyState === 3) return
    this.channels.clear()
    this.#events.closed()
    this.#socket.end(code, reason)
  }
}

function toFrame(data: Data): string | ArrayBuffer {
  if (isBlob(data)) throw new TypeError('A test server sends text, ArrayBuffers and views of them, not Blobs')
  if (typeof data === 'string') return data
  return ArrayBuffer.isView(data) ? toBuffer(data) : data.slice(0)
}
