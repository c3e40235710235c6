import { guard } from '../platform/globals.ts'

// Who listens to one thing. What a listener throws is reported, and stops neither the others nor who tells.

interface Entry<T> {
  readonly listener: (data: T) => unknown
}

export class Listeners<T> {
  /** Never changed, so that whoever goes through it needs no copy. */
  #all: readonly Entry<T>[] = []

  get size(): number {
    return this.#all.length
  }

  /** One function may listen twice. Returns its end. */
  add(listener: (data: T) => unknown): () => void {
    const own = { listener }
    this.#all = [...this.#all, own]
    return () => {
      this.#all = this.#all.filter((entry) => entry !== own)
    }
  }

  /** A listener that is removed meanwhile is not called, nor is one that is added. */
  tell(data: T): void {
    const all = this.#all
    for (const entry of all) if (all === this.#all || this.#all.includes(entry)) guard(entry.listener, data)
  }
}
