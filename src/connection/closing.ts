import type { Clock, Timer } from '../platform/clock.ts'
import { domException } from '../platform/globals.ts'
import { CloseCode } from '../policy/close-code.ts'
import { byteLength } from './data.ts'
import type { Sender } from './sender.ts'

// Says goodbye: gives what still waits some time, asks the peer to close, and goes on without its answer.

/** A peer that does not confirm within so many ms is left to the browser, which waits for a minute. */
const patience = 750

export interface ClosingEvents {
  /** A link is wanted for what still waits, and there is none. */
  dial(): unknown
  /** The peer did not confirm, or there was none. */
  unanswered(): void
}

export class Closing {
  readonly #sender: Sender
  readonly #events: ClosingEvents
  readonly #drained: Timer
  readonly #closed: Timer
  #stopWatching: (() => void) | undefined
  #close: () => boolean = () => false

  constructor(clock: Clock, sender: Sender, events: ClosingEvents) {
    this.#sender = sender
    this.#events = events
    this.#drained = clock.timer(() => this.#shut())
    this.#closed = clock.timer(() => events.unanswered())
  }

  /** `close` asks the peer to close; false if there is no peer. */
  begin(drain: number, close: () => boolean): void {
    this.#close = close
    if (drain === 0 || this.#sender.queued.messages === 0) return this.#shut()
    this.#drained.start(drain)
    this.#stopWatching = this.#sender.watch(() => this.#sender.queued.messages === 0 && this.#shut())
    this.#events.dial()
  }

  stop(): void {
    this.#drained.stop()
    this.#closed.stop()
    this.#stopWatching?.()
  }

  #shut(): void {
    this.stop()
    this.#closed.start(this.#close() ? patience : 0)
  }
}

/** @throws InvalidAccessError and SyntaxError as the native `close()` does (WebSockets standard, section 3.1) */
export function checkClose(code: number | undefined, reason: string): void {
  if (code !== undefined && code !== CloseCode.Normal && !(code >= 3000 && code <= 4999)) {
    throw domException('InvalidAccessError', `The close code must be 1000 or 3000–4999, got ${code}`)
  }
  if (byteLength(reason) > 123) throw domException('SyntaxError', 'The close reason must not be longer than 123 bytes')
}
