import type { Volume } from '../policy/cause.ts'

// Counts what one link was handed, and how much of it an answered ping proves received: frames are ordered, so a pong
// proves everything that went before its ping.

// Marks beyond this are not taken. Pongs then prove less than they could, never more.
const mostMarks = 100

const nothing: Volume = { messages: 0, bytes: 0 }

export class Ledger {
  #handed = nothing
  #proven = nothing
  #marks: Volume[] = []

  handOver(bytes: number): void {
    this.#handed = { messages: this.#handed.messages + 1, bytes: this.#handed.bytes + bytes }
  }

  pingSent(): void {
    if (this.#marks.length < mostMarks) this.#marks.push(this.#handed)
  }

  pongReceived(): void {
    this.#proven = this.#marks.shift() ?? this.#proven
  }

  /** Handed over since the last answered ping was sent. */
  get unconfirmed(): Volume {
    return {
      messages: this.#handed.messages - this.#proven.messages,
      bytes: this.#handed.bytes - this.#proven.bytes,
    }
  }
}
