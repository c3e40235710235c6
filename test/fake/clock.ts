import { nextTask } from '../../src/platform/task.ts'
import { TestClock } from '../../src/testing/clock.ts'

/** The clock that users' tests get, whose time can jump, too. */
export class FakeClock extends TestClock {
  #shifted = 0

  override wall(): number {
    return super.wall() + this.#shifted
  }

  /** Lets `ms` go by in which no timer runs: a page that is busy, a machine that sleeps. */
  pass(ms: number): void {
    this.time += ms
  }

  /** Lets the time of day jump by `ms`, and monotonic time stand still. */
  shift(ms: number): void {
    this.#shifted += ms
  }
}

/** Lets every promise that can settle do so. */
export const settle = nextTask
