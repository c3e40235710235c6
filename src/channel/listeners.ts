import { guard } from '../platform/globals.ts'

// Who listens to one thing. What a listener throws is reported, and stops neither the others nor who tells.

export class Listeners<T> {
  readonly #all = new Set<(data: T) => unknown>()

  get size(): number {
    return this.#all.size
  }

  /** One function may listen twice. Returns its end. */
  add(listener: (data: T) => unknown): () => void {
    const own = (data: T) => listener(data)
    this.#all.add(own)
    return () => void this.#all.delete(own)
  }

  /** A listener that is removed meanwhile is not called, nor is one that is added. */
  tell(data: T): void {
    if (this.#all.size > 1) {
      for (const listener of [...this.#all]) if (this.#all.has(listener)) guard(() => listener(data))
    } else {
      // Most have one listener, and need no copy.
      for (const listener of this.#all) return void guard(() => listener(data))
    }
  }
}
