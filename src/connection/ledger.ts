import type { Volume } from '../policy/cause.ts'

// Counts what one link was handed, and how much of it an answered ping proves received: frames are ordered, so a pong
// proves everything that went before its ping.

/** So many unanswered pings show that this server's pongs prove nothing. */
const mostMarks = 100

const nothing: Volume = { messages: 0, bytes: 0 }

export class Ledger {
  #handed = nothing
  #proven = nothing
  #marks: Volume[] | undefined = []

  handOver(bytes: number): void {
    this.#handed = { messages: this.#handed.messages + 1, bytes: this.#handed.bytes + bytes }
  }

  pingSent(): void {
    // To skip a mark would let a later pong prove more than it does.
    if (this.#marks && this.#marks.push(this.#handed) > mostMarks) this.#marks = undefined
  }

  pongReceived(): void {
    this.#proven = this.#marks?.shift() ?? this.#proven
  }

  /** Handed over since the last answered ping was sent. */
  get unconfirmed(): Volume {
    return {
      messages: this.#handed.messages - this.#proven.messages,
      bytes: this.#handed.bytes - this.#proven.bytes,
    }
  }
}
