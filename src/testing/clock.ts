import type { Clock, Timer } from '../platform/clock.ts'
import { nextTask } from '../platform/task.ts'

/** Time that moves only when a test says so. */
export class TestClock implements Clock {
  protected time = 0
  #isStopped = false
  readonly #armed = new Map<() => void, number>()
  /** Whether somebody takes time from here. */
  isUsed = false

  now(): number {
    return this.time
  }

  wall(): number {
    return startOfTime + this.time
  }

  timer(callback: () => void): Timer {
    this.isUsed = true
    const run = () => callback()
    return {
      start: (delay) => {
        this.#armed.delete(run) // a timer that is started anew goes behind those of the same instant
        if (delay < Infinity && !this.#isStopped) this.#armed.set(run, this.time + delay)
      },
      stop: () => void this.#armed.delete(run),
    }
  }

  /** How many timers are armed. */
  get armed(): number {
    return this.#armed.size
  }

  /** In how many ms the next timer falls due; Infinity if none is armed. */
  get untilNext(): number {
    return Math.max(0, Math.min(...this.#armed.values()) - this.time)
  }

  /** Lets `ms` go by: runs each timer that falls due, in order, and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms
    await nextTask()
    for (let next; (next = this.#next(end)); await nextTask()) {
      const [run, due] = next
      this.#armed.delete(run)
      this.time = Math.max(this.time, due)
      run()
    }
    this.time = Math.max(this.time, end)
  }

  /** Forgets all timers, and takes no more of them. */
  stop(): void {
    this.#isStopped = true
    this.#armed.clear()
  }

  #next(end: number): [run: () => void, due: number] | undefined {
    const due = [...this.#armed].filter(([, at]) => at <= end)
    return due.sort(([, a], [, b]) => a - b)[0]
  }
}

/** 2024-01-01: the same in each run. */
const startOfTime = 1_704_067_200_000
