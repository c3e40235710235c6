import type { Clock, Timer } from '../platform/clock.ts'
import { readOptions } from '../policy/option.ts'
import { byteLength, copyData, type Data } from './data.ts'
import type { DropReason } from './drop.ts'
import type { Outbox } from './outbox.ts'
import type { Entry } from './queue.ts'

// How single messages wait: for how long, under which key, and until whose signal. The drop-in knows none of this.

/** How one message waits while it cannot go. */
export interface SendOptions {
  /** Never queued: dropped if it cannot go at once. @default false */
  volatile?: boolean
  /** Dropped if it still waits after so many ms. @default Infinity */
  ttl?: number
  /** Takes the place of the message that waits under the same key. */
  replace?: string
  /** Withdraws the message while it waits. */
  signal?: AbortSignal
}

/** Expired messages are looked for at most this often (ms). None is handed over late in any case. */
const sweepApart = 250

export class Waiting {
  readonly #outbox: Outbox
  readonly #clock: Clock
  readonly #sweep: Timer
  readonly #byKey = new Map<string | undefined, Entry>()
  readonly #expiries = new Map<Entry, number>()
  #nextSweep = Infinity

  constructor(outbox: Outbox, clock: Clock) {
    this.#outbox = outbox
    this.#clock = clock
    this.#sweep = clock.timer(() => this.#dropExpired())
  }

  /**
   * Lets a message wait; false if it was dropped instead. `follow` hears once how it left: handed over, or dropped.
   * @throws OutboxFullError at the bound, with the overflow policy `reject`; RangeError for a negative `ttl`
   */
  add(data: Data, { ttl, replace: key, signal }: SendOptions, follow?: (reason?: DropReason) => void): boolean {
    const life = readOptions({ ttl }, { ttl: Infinity }).ttl
    const expiresAt = this.#clock.now() + life
    // On some systems only the time of day goes on while the machine sleeps.
    const staleAt = this.#clock.wall() + life
    if (signal?.aborted) return this.#outbox.refuse(data, 'aborted')
    const begin = (entry: Entry) => {
      const withdraw = () => this.#outbox.drop(entry, 'aborted')
      signal?.addEventListener('abort', withdraw)
      if (key !== undefined) this.#byKey.set(key, entry)
      if (expiresAt < Infinity) this.#expiries.set(entry, expiresAt)
      if (expiresAt < this.#nextSweep) this.#sweepAt(expiresAt)
      entry.isStale = () => expiresAt <= this.#clock.now() || staleAt <= this.#clock.wall()
      entry.left = (reason) => {
        signal?.removeEventListener('abort', withdraw)
        if (key !== undefined) this.#byKey.delete(key)
        this.#expiries.delete(entry)
        if (this.#expiries.size === 0) this.#sweepAt(Infinity)
        follow?.(reason)
      }
    }
    const waiting = this.#byKey.get(key)
    return waiting ? this.#replace(waiting, data, begin) : this.#outbox.add(data, begin)
  }

  /** Puts a message in the place of a waiting one. */
  #replace(entry: Entry, data: Data, begin: (entry: Entry) => void): boolean {
    const old = entry.data
    const copied = copyData(data)
    if (!this.#outbox.fits(byteLength(data) - byteLength(old), 0)) return this.#outbox.overflow(data)
    this.#outbox.bytes -= byteLength(old)
    entry.left?.('replaced')
    this.#outbox.fill(entry, copied)
    begin(entry)
    this.#outbox.refuse(old, 'replaced')
    return true
  }

  /** One timer for all: it is due when the first message expires. */
  #sweepAt(time: number): void {
    this.#nextSweep = time
    this.#sweep.start(Math.max(sweepApart, time - this.#clock.now()))
  }

  #dropExpired(): void {
    const now = this.#clock.now()
    let next = (this.#nextSweep = Infinity)
    // A copy: what a listener of the drops sends again is looked at by the next sweep.
    for (const [entry, expiresAt] of [...this.#expiries]) {
      if (expiresAt <= now) this.#outbox.drop(entry, 'expired')
      else next = Math.min(next, expiresAt)
    }
    this.#sweepAt(Math.min(next, this.#nextSweep))
  }
}
