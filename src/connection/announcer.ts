import { guard } from '../platform/globals.ts'

// Tells things in the order in which they happened, also when a listener makes the next thing happen.

export class Announcer {
  readonly #queue: (() => void)[] = []

  /** Runs `tell` now, or after everything that was announced before it. */
  announce(tell: () => void): void {
    if (this.#queue.push(tell) > 1) return
    for (let next; (next = this.#queue[0]); this.#queue.shift()) guard(next)
  }
}
