import type { Clock, Timer } from '../../src/index.ts'

/** Time that moves only when a test says so. */
export class FakeClock implements Clock {
  #now = 0
  #epoch = Date.UTC(2024, 0, 1)
  readonly #armed = new Map<() => void, number>()

  now(): number {
    return this.#now
  }

  wall(): number {
    return this.#epoch + this.#now
  }

  timer(callback: () => void): Timer {
    const run = () => callback()
    return {
      start: (delay) => {
        this.#armed.delete(run) // a timer that is started anew goes behind those of the same instant
        if (delay < Infinity) this.#armed.set(run, this.#now + delay)
      },
      stop: () => void this.#armed.delete(run),
    }
  }

  /** How many timers are armed. */
  get armed(): number {
    return this.#armed.size
  }

  /** Lets `ms` go by: runs each timer that falls due, in order, and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (let next; (next = this.#next(end)); await settle()) {
      const [run, due] = next
      this.#armed.delete(run)
      this.#now = Math.max(this.#now, due)
      run()
    }
    this.#now = Math.max(this.#now, end)
  }

  /** Lets `ms` go by in which no timer runs: a page that is busy, a machine that sleeps. */
  pass(ms: number): void {
    this.#now += ms
  }

  /** Lets the time of day jump by `ms`, and monotonic time stand still. */
  shift(ms: number): void {
    this.#epoch += ms
  }

  #next(end: number): [run: () => void, due: number] | undefined {
    const due = [...this.#armed].filter(([, at]) => at <= end)
    return due.sort(([, a], [, b]) => a - b)[0]
  }
}

/** Lets every promise that can settle do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
