import type { ServerOperation } from '../channel/operation.ts'
import type { Codec } from '../channel/protocol.ts'
import { systemClock } from '../platform/clock.ts'
import type { Backplane } from './backplane.ts'
import { toBytes } from './frame.ts'
import type { Journal } from './journal.ts'

// What the nodes of a server say to each other: text, whatever the codec. A backplane that fails must not end this node.

/** So long (ms) may a backplane take to end. */
const patienceTime = 1_000

/** Why a subscription ends. */
export interface Why {
  /** A stable, machine-readable name, for example `banned`. */
  readonly code: string
  /** For people. */
  readonly message?: string
  /** Whether the client is to subscribe again. @default false */
  readonly retry?: boolean
}

/** What is done on every node; `user` is an id: only with that user's links. */
export type Order =
  | ServerOperation
  | ({ readonly type: 'kick'; readonly channel: string; readonly user?: string | undefined } & Why)
  | {
      readonly type: 'disconnect'
      readonly code: number
      readonly reason?: string | undefined
      readonly user?: string | undefined
    }

export class Nodes {
  readonly #backplane: Backplane | undefined
  readonly #codec: Codec
  readonly #journal: Journal
  #stop: (() => unknown) | undefined
  #isOver = false

  constructor(backplane: Backplane | undefined, codec: Codec, journal: Journal) {
    this.#backplane = backplane
    this.#codec = codec
    this.#journal = journal
  }

  /** Calls `listener` with what other nodes say. Rejects if the backplane does not let it hear. */
  async listen(listener: (order: Order) => void): Promise<void> {
    this.#stop = await this.#backplane?.subscribe((text) => {
      try {
        listener(this.#read(text))
      } catch (error) {
        this.#journal.warn('a message of the backplane is none', error)
      }
    })
    if (this.#isOver) await this.close()
  }

  /** To all other nodes. */
  tell(order: Order): void {
    if (this.#backplane) void this.#publish(this.#backplane, order)
  }

  /** Waits for no backplane that is out of reach. */
  async close(): Promise<void> {
    this.#isOver = true
    await new Promise<void>((resolve) => {
      const patience = systemClock.timer(resolve)
      patience.start(patienceTime)
      void this.#leave().then(() => {
        patience.stop()
        resolve()
      })
    })
  }

  async #leave(): Promise<void> {
    try {
      await this.#stop?.()
    } catch (error) {
      this.#journal.warn('the backplane did not end', error)
    }
  }

  async #publish(backplane: Backplane, order: Order): Promise<void> {
    try {
      await backplane.publish(this.#write(order))
    } catch (error) {
      this.#journal.warn('the backplane took no message', error)
    }
  }

  /** Bytes go as text of base 64: a backplane need not carry them. */
  #write(order: Order): string {
    const data = this.#codec.encode(order)
    return typeof data === 'string' ? `t${data}` : `b${Buffer.from(toBytes(data)).toString('base64')}`
  }

  #read(text: string): Order {
    const rest = text.slice(1)
    return this.#codec.decode(text.startsWith('b') ? new Uint8Array(Buffer.from(rest, 'base64')).buffer : rest) as Order
  }
}
