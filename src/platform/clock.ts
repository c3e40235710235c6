/** One timer that is started again and again; starting it anew forgets the earlier start. */
export interface Timer {
  /** Calls back once, in so many ms. */
  start(delay: number): void
  /** Does not call back. */
  stop(): void
}

/** Where time comes from. Hand in another one to drive time in tests. All times are in milliseconds. */
export interface Clock {
  /** Monotonic time; on some systems it stands still while the machine sleeps. */
  now(): number
  /** Time of day since 1970. */
  wall(): number
  /** A timer that calls `callback`; not started yet. A delay of Infinity never ends. */
  timer(callback: () => void): Timer
}

// What setTimeout can hold; it takes anything longer for 0.
const longestDelay = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  timer: (callback) => new SystemTimer(callback),
}

class SystemTimer implements Timer {
  readonly #callback: () => void
  #id: ReturnType<typeof setTimeout> | undefined

  constructor(callback: () => void) {
    this.#callback = callback
  }

  start(delay: number): void {
    this.stop()
    if (delay < Infinity) this.#id = setTimeout(this.#callback, Math.min(delay, longestDelay))
  }

  stop(): void {
    clearTimeout(this.#id)
  }
}

/** Numbers in [0, 1). */
export const systemRandom = (): number => Math.random()

/** Calls back before the next frame is drawn, unless the returned function is called; soon where nothing is drawn. */
export function nextFrame(callback: () => void): () => void {
  const { requestAnimationFrame, cancelAnimationFrame } = globalThis
  if (requestAnimationFrame as unknown) {
    const id = requestAnimationFrame(callback)
    return () => cancelAnimationFrame(id)
  }
  const id = setTimeout(callback, 16)
  return () => clearTimeout(id)
}
