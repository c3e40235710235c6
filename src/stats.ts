import { byteLength, type Data } from './connection/data.ts'
import type { Drop, DropReason } from './connection/drop.ts'
import type { ConnectionState } from './connection/state.ts'
import type { Volume } from './policy/cause.ts'

/** How long the server takes to answer a ping. */
export interface Latency {
  /** In ms, the last time on the current or last link; undefined before the first pong. */
  readonly last?: number
  /** In ms, the mean of that link. */
  readonly mean?: number
  /** In ms, the worst of that link. */
  readonly worst?: number
}

/** What a client did so far. */
export interface Stats {
  /** Links that were open. */
  readonly opens: number
  /** Dials that were begun. */
  readonly attempts: number
  /** Messages that wait in the outbox. */
  readonly queued: Volume
  /** Handed over on the current link since the last answered ping was sent. Absent without a heartbeat that knows pongs. */
  readonly unconfirmed?: Volume
  /** Messages that were never handed over, in all and by reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>> & { readonly total: number }
  /** Inbound messages that were refused. */
  readonly invalid: number
  /** Round-trip times of the heartbeat on the current link. */
  readonly latency: Latency
  /** What was handed to the browser. */
  readonly sent: Volume
  /** What came in, but for answers to pings. */
  readonly received: Volume
}

/** Counts what passes. */
export class Counter {
  #opens = 0
  #attempts = 0
  #invalid = 0
  #latency: Latency = {}
  #answers = 0
  readonly #received = { messages: 0, bytes: 0 }
  readonly #dropped: Partial<Record<DropReason, number>> & { total: number } = { total: 0 }

  received(data: Data): void {
    this.#received.messages++
    this.#received.bytes += byteLength(data)
  }

  dropped({ reason }: Drop): void {
    this.#dropped.total++
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1
  }

  /** A ping was answered after so many ms. */
  answered(last: number): void {
    const { mean = 0, worst = 0 } = this.#latency
    this.#latency = { last, mean: mean + (last - mean) / ++this.#answers, worst: Math.max(worst, last) }
  }

  invalid(): void {
    this.#invalid++
  }

  state(state: ConnectionState): void {
    if (state.name === 'open') {
      this.#opens++
      this.#latency = {}
      this.#answers = 0
    }
    if (state.name === 'connecting' && state.phase === 'provide') this.#attempts++
  }

  stats(queued: Volume, sent: Volume, unconfirmed: Volume | undefined): Stats {
    return {
      opens: this.#opens,
      attempts: this.#attempts,
      queued,
      ...(unconfirmed && { unconfirmed }),
      dropped: { ...this.#dropped },
      invalid: this.#invalid,
      latency: this.#latency,
      sent,
      received: { ...this.#received },
    }
  }
}
