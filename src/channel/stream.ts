import { readChoice, readOptions } from '../policy/option.ts'

// Messages as an async iterator, bounded: whoever takes them too slowly loses some, and can see how many.

/** How many messages wait for whoever takes them, and until when. */
export interface StreamOptions {
  /** Ends the iteration. */
  signal?: AbortSignal
  /** So many messages wait at the most. @default 1_000 */
  limit?: number
  /** Which message goes when one more comes. @default 'drop-oldest' */
  overflow?: 'drop-oldest' | 'drop-newest'
}

/** Messages from the call on, whether or not they are asked for already. */
export interface Stream<T> extends AsyncIterable<T> {
  /** The next message; `done` when the iteration was ended. */
  next(): Promise<IteratorResult<T, undefined>>
  /** Ends the iteration, as `break` does. */
  return(): Promise<IteratorResult<T, undefined>>
  /** How many messages were dropped because too many waited. */
  readonly dropped: number
}

export class MessageStream<T> implements Stream<T> {
  readonly #limit: number
  readonly #overflow: string
  readonly #waiting: T[] = []
  readonly #takers: ((result: IteratorResult<T, undefined>) => void)[] = []
  #stop: (() => void) | undefined
  dropped = 0

  /** `subscribe` starts the messages; what it returns stops them. @throws TypeError or RangeError */
  constructor(subscribe: (push: (message: T) => void, end: () => void) => () => void, options: StreamOptions) {
    const { signal, overflow } = options
    this.#limit = readOptions(options, { limit: 1_000 }, 1).limit
    this.#overflow = readChoice('overflow', overflow, 'drop-oldest', 'drop-newest')
    if (signal?.aborted) return
    let isOver = false
    const end = () => {
      isOver = true
      this.#end()
    }
    const stop = subscribe((message) => this.#push(message), end)
    this.#stop = () => {
      signal?.removeEventListener('abort', end)
      stop()
    }
    signal?.addEventListener('abort', end)
    if (isOver) end()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#waiting.length > 0) return Promise.resolve({ done: false, value: this.#waiting.shift() as T })
    if (!this.#stop) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => void this.#takers.push(resolve))
  }

  /** The loop was left: what waits is not wanted any more. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.#waiting.length = 0
    this.#end()
    return this.next()
  }

  #push(value: T): void {
    const taker = this.#takers.shift()
    if (taker) return taker({ done: false, value })
    const isFull = this.#waiting.length >= this.#limit
    if (isFull) this.dropped++
    if (isFull && this.#overflow === 'drop-newest') return
    if (isFull) this.#waiting.shift()
    this.#waiting.push(value)
  }

  /** No more messages come; those that wait can still be taken. */
  #end(): void {
    const stop = this.#stop
    this.#stop = undefined // first, as to stop listening ends the stream
    stop?.()
    for (const taker of this.#takers.splice(0)) taker({ done: true, value: undefined })
  }
}
