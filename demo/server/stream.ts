/** Numbered messages to one link, as many a second as its tab asked for. */
import type { ServerMessage } from '../shared/messages.ts'
import type { Link } from './link.ts'

const STEP = 10
/** What was not sent during a longer pause is not made up for. */
const MOST_OWED = 1_000

export class Stream {
  readonly #link: Link
  #timer: ReturnType<typeof setInterval> | undefined
  #n = 0

  constructor(link: Link) {
    this.#link = link
    link.onClose(() => clearInterval(this.#timer))
  }

  /** 0 ends it. */
  send(perSecond: number): void {
    clearInterval(this.#timer)
    if (perSecond === 0) return
    let last = performance.now()
    let owed = 0
    this.#timer = setInterval(() => {
      const now = performance.now()
      owed += (Math.min(MOST_OWED, now - last) * perSecond) / 1_000
      last = now
      for (; owed >= 1; owed -= 1) this.#sendNext()
    }, STEP)
  }

  #sendNext(): void {
    this.#n += 1
    const message: ServerMessage = { type: 'numbered', n: this.#n }
    this.#link.send(JSON.stringify(message))
  }
}
