// What was said on a link, for whoever must find out why a test failed.
import { onTestFailed } from 'vitest'

const mostLines = 12
const mostCharacters = 240

/** The last frames of a link; a test that fails shows them. */
export class Transcript {
  readonly #lines: string[] = []
  #left = 0

  constructor() {
    onTestFailed(({ task }) => {
      for (const error of task.result?.errors ?? []) error.message += `\n\n${this.toString()}`
    })
  }

  add(who: '→' | '←' | '×', frame: string): void {
    this.#lines.push(`${who} ${frame.length > mostCharacters ? `${frame.slice(0, mostCharacters)}…` : frame}`)
    if (this.#lines.length > mostLines) this.#left += this.#lines.splice(0, 1).length
  }

  toString(): string {
    const before = this.#left > 0 ? [`(${this.#left} frames before)`] : []
    return ['→ client, ← server:', ...before, ...this.#lines].join('\n')
  }
}
