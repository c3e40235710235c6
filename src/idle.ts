import type { Clock, Timer } from './platform/clock.ts'
import { readOptions } from './policy/option.ts'

// Notices that nobody needs the link; does not hang up itself.

/** When a link is hung up that nobody needs. */
export interface IdleOptions {
  /**
   * Hangs up after so many ms in which nobody listened, asked, or had something to send; the next to do so dials.
   * @default Infinity
   */
  after?: number
}

export class Idle {
  readonly #after: number
  readonly #clock: Clock
  readonly #timer: Timer
  #usedAt = 0

  /** @throws TypeError or RangeError */
  constructor(options: IdleOptions, clock: Clock, isNeeded: () => boolean, hangUp: () => void) {
    this.#after = readOptions(options, { after: Infinity }, 1, 'idle.').after
    this.#clock = clock
    this.#timer = clock.timer(() => {
      if (isNeeded()) this.used()
      const rest = this.#usedAt + this.#after - clock.now()
      if (rest > 0) this.#timer.start(rest)
      else hangUp()
    })
  }

  /** A link is open. */
  start(): void {
    this.#timer.start(this.#after)
  }

  stop(): void {
    this.#timer.stop()
  }

  /** It was needed until now. */
  used(): void {
    this.#usedAt = this.#clock.now()
  }
}
