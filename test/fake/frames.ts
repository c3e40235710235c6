import { onTestFinished, vi } from 'vitest'

/** Frames that are drawn when the test says so. */
export class FakeFrames {
  readonly #waiting = new Map<number, () => void>()
  #last = 0

  constructor() {
    vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
      this.#waiting.set(++this.#last, callback)
      return this.#last
    })
    vi.stubGlobal('cancelAnimationFrame', (id: number) => void this.#waiting.delete(id))
    onTestFinished(() => void vi.unstubAllGlobals())
  }

  /** How many callbacks wait for the next one. */
  get waiting(): number {
    return this.#waiting.size
  }

  draw(): void {
    const callbacks = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const callback of callbacks) callback()
  }
}
