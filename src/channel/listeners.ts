import { guard } from '../platform/globals.ts'

// Who listens to what. What a listener throws is reported, and stops neither the others nor who tells.

interface Entry<T> {
  readonly event: string
  readonly listener: (data: T) => unknown
}

export class Listeners<T> {
  /** Replaced by each change, so that whoever goes through it needs no copy. One function may listen twice. */
  #all: readonly Entry<T>[] = []

  get size(): number {
    return this.#all.length
  }

  has(event: string): boolean {
    return this.#all.some((entry) => entry.event === event)
  }

  /** Returns its end. */
  add(event: string, listener: (data: T) => unknown): () => void {
    const own = { event, listener }
    this.#all = this.#all.concat(own)
    return () => {
      this.#all = this.#all.filter((entry) => entry !== own)
    }
  }

  /** A listener that is removed meanwhile is not called, nor is one that is added. */
  tell(event: string, data: T): void {
    const all = this.#all
    for (const entry of all) {
      if (entry.event === event && (all === this.#all || this.#all.includes(entry))) guard(entry.listener, data)
    }
  }
}
