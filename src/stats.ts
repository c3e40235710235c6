import { byteLength, type Data } from './connection/data.ts'
import type { Latency } from './connection/heartbeat.ts'
import type { Drop, DropReason } from './connection/drop.ts'
import type { ConnectionState } from './connection/state.ts'
import type { Volume } from './policy/cause.ts'

/** What a client did so far. */
export interface Stats {
  /** Links that were open, and dials that were begun. */
  readonly opens: number
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
  readonly sent: Volume
  readonly received: Volume
}

/** Counts what passes. */
export class Counter {
  #opens = 0
  #attempts = 0
  #invalid = 0
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

  invalid(): void {
    this.#invalid++
  }

  state(state: ConnectionState): void {
    if (state.name === 'open') this.#opens++
    if (state.name === 'connecting' && state.phase === 'provide') this.#attempts++
  }

  stats(queued: Volume, sent: Volume, unconfirmed: Volume | undefined, latency: Latency = {}): Stats {
    return {
      opens: this.#opens,
      attempts: this.#attempts,
      queued,
      ...(unconfirmed && { unconfirmed }),
      dropped: { ...this.#dropped },
      invalid: this.#invalid,
      latency,
      sent,
      received: { ...this.#received },
    }
  }
}
