import type { Codec } from '../channel/protocol.ts'
import type { Message } from './frame.ts'
import type { Refusal } from './refusal.ts'

// One client in one room: let in, or not decided yet. What is published while it is decided is held until then, so that a
// client gets the reply first, and misses nothing after the moment at which the application made it.

/** Whose subscription it is. */
export interface Subscriber {
  readonly link: {
    readonly codec: Codec
    send(frame: Buffer): void
    /** Whether so many bytes may wait; if not, the link ends. */
    isRoomFor(bytes: number): boolean
  }
  readonly user: unknown
  /** Names the user on all nodes. */
  readonly id: string | undefined
  kick(subscription: Subscription, why: Refusal): void
}

export class Subscription {
  readonly client: Subscriber
  readonly channel: string
  /** What the client last asked with. */
  data: unknown
  /** Whether the client was let in. */
  isIn = false
  /** Why it was ended by this side, for whoever still waits for an answer. */
  ended: Refusal | undefined
  /** Of the last question: the answer to an earlier one does not count any more. */
  #round = 0
  #held: Buffer[] | undefined
  #heldBytes = 0

  constructor(client: Subscriber, channel: string) {
    this.client = client
    this.channel = channel
  }

  get isUndecided(): boolean {
    return this.#held !== undefined
  }

  /** The application is asked. Gives what tells whether its answer counts. */
  ask(data: unknown): () => boolean {
    const round = ++this.#round
    this.data = data
    this.#held ??= []
    return () => round === this.#round
  }

  /** The client is in; true if it was not before. */
  enter(): boolean {
    const isNew = !this.isIn
    this.isIn = true
    const held = this.#held ?? []
    this.#held = undefined
    this.#heldBytes = 0
    for (const frame of held) this.client.link.send(frame)
    return isNew
  }

  /** The client is out, whatever is still under way. */
  end(why?: Refusal): void {
    this.#round++
    this.#held = undefined
    this.ended = why
  }

  hear(message: Message): void {
    const { link } = this.client
    const frame = message.in(link.codec)
    if (!this.#held) return link.send(frame)
    this.#held.push(frame)
    this.#heldBytes += frame.length
    if (!link.isRoomFor(this.#heldBytes)) this.#held = []
  }
}
