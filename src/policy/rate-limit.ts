import { readOptions } from './option.ts'

// How fast messages may go. Pure: it is told the time, and waits for nothing itself.

/** How much may go out in any second. */
export interface RateLimitOptions {
  /** In no second are more messages than this handed to the browser. @default Infinity */
  messages?: number
  /** In no second are more bytes than this handed to the browser; a larger message goes alone. @default Infinity */
  bytes?: number
}

/** What went in the last second, in spans of so many ms: exact enough, and never more than a few of them. */
const second = 1_000
const spanLength = 50

interface Span {
  readonly begin: number
  end: number
  messages: number
  bytes: number
}

export class RateLimit {
  readonly #most: Required<RateLimitOptions>
  readonly #spans: Span[] = []
  #messages = 0
  #bytes = 0

  /** @throws TypeError or RangeError */
  constructor(options: RateLimitOptions) {
    this.#most = readOptions(options, { messages: Infinity, bytes: Infinity }, 1, 'rateLimit.')
  }

  /** In how many ms a message of so many bytes may go, or this has to be asked again; 0: now. */
  wait(bytes: number, now: number): number {
    this.#forget(now)
    const [oldest] = this.#spans
    const fits = this.#messages < this.#most.messages && this.#bytes + bytes <= this.#most.bytes
    return !oldest || fits ? 0 : oldest.end + second - now
  }

  /** A message went. */
  count(bytes: number, now: number): void {
    let span = this.#spans.at(-1)
    if (!span || now - span.begin >= spanLength) {
      span = { begin: now, end: now, messages: 0, bytes: 0 }
      this.#spans.push(span)
    }
    span.end = now
    span.messages++
    span.bytes += bytes
    this.#messages++
    this.#bytes += bytes
  }

  #forget(now: number): void {
    for (let [oldest] = this.#spans; oldest && now - oldest.end >= second; [oldest] = this.#spans) {
      this.#spans.shift()
      this.#messages -= oldest.messages
      this.#bytes -= oldest.bytes
    }
  }
}
