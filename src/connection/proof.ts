import type { Volume } from '../policy/cause.ts'

// What the answers to pings prove received: frames are ordered, so a pong proves all that went before its ping. One for
// each link.

/** So many unanswered pings show that this server's pongs prove nothing. */
const mostMarks = 100

export class Proof {
  /** What was handed over before each ping without an answer, and before the last one with an answer. */
  #marks: { at: number; sent: Volume }[] | undefined = []
  #proven: Volume

  constructor(sent: Volume) {
    this.#proven = sent
  }

  /** What of all that was `sent` is not proven. */
  unproven(sent: Volume): Volume {
    return { messages: sent.messages - this.#proven.messages, bytes: sent.bytes - this.#proven.bytes }
  }

  /** A ping goes out after all that was `sent`. */
  asked(at: number, sent: Volume): void {
    // To skip a mark would let a later pong prove more than it does.
    if (this.#marks && this.#marks.push({ at, sent }) > mostMarks) this.#marks = undefined
  }

  /** A pong came in: the time of its ping, if it is known which one that is. */
  answered(): number | undefined {
    const mark = this.#marks?.shift()
    if (mark) this.#proven = mark.sent
    // With several pings under way it is not known which one this answers.
    return this.#marks?.length ? undefined : mark?.at
  }
}
