// The window and document that Node has not: says what browsers say, and knows what listens.
import { vi } from 'vitest'

export class Page {
  readonly visibilityState = 'visible'
  readonly #listeners = new Map<string, Set<(event: Event) => void>>()

  /** For a whole test file, before its first client: clients share what listens to the page. */
  static install(): Page {
    const page = new Page()
    vi.stubGlobal('document', page)
    vi.stubGlobal('addEventListener', page.addEventListener)
    vi.stubGlobal('removeEventListener', page.removeEventListener)
    return page
  }

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }

  /** Without those for one dial only. */
  get lastingListeners(): number {
    return this.listeners - (this.#listeners.get('securitypolicyviolation')?.size ?? 0)
  }

  say(type: string, fields: object = {}): void {
    const event = Object.assign(new Event(type), fields)
    for (const listener of [...(this.#listeners.get(type) ?? [])]) listener(event)
  }

  readonly addEventListener = (type: string, listener: (event: Event) => void): void => {
    this.#listeners.set(type, (this.#listeners.get(type) ?? new Set()).add(listener))
  }

  readonly removeEventListener = (type: string, listener: (event: Event) => void): void => {
    this.#listeners.get(type)?.delete(listener)
  }
}
