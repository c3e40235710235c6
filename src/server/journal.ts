import { createLog, type Log, type Logger } from '../platform/globals.ts'

// What a server tells of its clients: a few lines of each kind, however much they do wrong, and numbers.

/** So many lines of a kind are written in so many ms; the rest is counted. */
const mostLines = 10
const span = 60_000

interface Lines {
  since: number
  written: number
  left: number
}

export class Journal {
  readonly #log: Log
  readonly #now: () => number
  /** The kinds are ours: nothing of the wire. */
  readonly #byKind = new Map<string, Lines>()
  /** Messages that came in. */
  received = 0
  /** Of those: not readable, of a type that is not known, and answered with an error. */
  malformed = 0
  unknown = 0
  refused = 0
  /** Links that this server ended, by code. */
  readonly ended = new Map<number, number>()

  constructor(logger: Logger, now: () => number) {
    this.#log = createLog(logger)
    this.#now = now
  }

  warn(kind: string, ...details: unknown[]): void {
    const now = this.#now()
    let lines = this.#byKind.get(kind)
    if (!lines || now - lines.since >= span) {
      const more = lines?.left ? ` (${lines.left} more were not written)` : ''
      lines = { since: now, written: 1, left: 0 }
      this.#byKind.set(kind, lines)
      this.#log('warn', `holdfast: ${kind}${more}`, ...details)
    } else if (lines.written++ < mostLines) this.#log('warn', `holdfast: ${kind}`, ...details)
    else lines.left++
  }

  end(code: number): void {
    this.ended.set(code, (this.ended.get(code) ?? 0) + 1)
  }
}
