import type { Clock, Timer } from '../platform/clock.ts'
import type { WebSocketLike } from '../platform/globals.ts'
import { isHidden } from '../platform/signals.ts'
import type { Volume } from '../policy/cause.ts'
import { readOptions } from '../policy/option.ts'
import type { RateLimit } from '../policy/rate-limit.ts'
import { byteLength, isBlob, type Data } from './data.ts'
import type { Drop, Overflow, SenderOptions } from './drop.ts'
import { Queue } from './queue.ts'

// What the caller sent and the browser has not taken. It lets every message go now or wait, and drains in slices: not
// more than the browser has room for, and never so long that the page stands still. It goes on by timer and, since
// hidden tabs starve timers, with each inbound frame.

/** What became of a message: handed to the browser, waiting in the outbox, or dropped (which a `drop` event reports). */
export type SendResult = 'sent' | 'queued' | 'dropped'

/** The longest slice (ms), and the longest pause (ms) while the browser takes nothing. */
const longestSlice = 8
const longestPause = 64
/** A hidden tab may get a slice only once a minute, and nobody sees how long it takes: more bytes ahead, and more ms. */
const hidden = { mark: 2 ** 20, slice: 40 }

export class Outbox extends Queue {
  readonly #highWaterMark: number
  readonly #clock: Clock
  readonly #onMove: () => void
  readonly #timer: Timer
  #socket: WebSocketLike | undefined
  #isOpening = false
  #pause = 0
  #sentMessages = 0
  #sentBytes = 0
  /** Lets messages wait that would go too fast. */
  limit: RateLimit | undefined

  /** `onMove` is called whenever something may have left. */
  constructor(
    options: SenderOptions,
    overflow: Overflow,
    clock: Clock,
    onDrop: (drop: Drop) => void,
    onMove: () => void,
  ) {
    super(options, overflow, onDrop)
    this.#highWaterMark = readOptions(options, { highWaterMark: 65_536 }, 1, 'outbox.').highWaterMark
    this.#clock = clock
    this.#onMove = onMove
    this.#timer = clock.timer(() => this.run())
  }

  /** Whether a message would go at once. */
  get isWritable(): boolean {
    return this.#isFree && !this.#rest()
  }

  /** Everything that was handed over so far. */
  get sent(): Volume {
    return { messages: this.#sentMessages, bytes: this.#sentBytes }
  }

  get isAttached(): boolean {
    return this.#socket !== undefined
  }

  /** A link is open: what is sent until `drain()` goes ahead of what waits. */
  attach(socket: WebSocketLike): void {
    this.#socket = socket
    this.#isOpening = true
  }

  drain(): void {
    this.#isOpening = false
    this.run()
  }

  detach(): void {
    this.#socket = undefined
    this.#timer.stop()
  }

  /** `keep` lets a message wait that cannot go at once; false if it was dropped instead. */
  send(data: Data, keep = () => this.add(data)): SendResult {
    // What is sent after a Blob that must be read first, or after a message that would go too fast, stays behind it.
    if (isBlob(data) || this.#rest(data)) this.#isOpening = false
    else if (this.#isOpening ? this.isOpen : this.#isFree) {
      this.#write(data)
      return 'sent'
    }
    const wasEmpty = !this.messages
    const isKept = keep()
    // With more than one waiting the timer runs already; to start it anew at each send would put it off for ever.
    if (wasEmpty) this.#continue()
    return isKept ? 'queued' : 'dropped'
  }

  /** A ping, and whatever else keeps the link in order, goes at once: it never waits and is no message. */
  sendPing(data: Data): void {
    if (this.isOpen) this.#socket?.send(data as string)
  }

  /** Hands over one slice of what waits. */
  run(): void {
    const before = this.messages
    const until = this.#clock.now() + (isHidden() ? hidden.slice : longestSlice)
    let count = before // what listeners of the drops add has its turn later
    for (const entry of this.entries) {
      if (!count--) break
      if (entry.isStale?.()) this.drop(entry, 'expired')
      else if (isBlob(entry.data) || !this.#hasRoom || this.#clock.now() >= until || this.#rest(entry.data)) break
      else {
        try {
          this.#write(entry.data)
          this.remove(entry)
        } catch (error) {
          // One message that cannot be sent must not hold up the others.
          this.drop(entry, 'unsendable', error)
        }
      }
    }
    this.#pause = this.messages < before ? 0 : Math.min(longestPause, 2 * this.#pause + 1)
    this.#onMove()
    this.#continue()
  }

  /** A message came in: a good moment to go on, since a hidden tab's timers are slow. */
  nudge(): void {
    if (this.messages) this.run()
  }

  /** The native socket takes messages: not so once the peer has begun to close, although no event told of it yet. */
  protected get isOpen(): boolean {
    return this.#socket?.readyState === 1
  }

  get #isFree(): boolean {
    return !this.messages && this.#hasRoom
  }

  get #hasRoom(): boolean {
    if (!this.isOpen) return false
    const { bufferedAmount } = this.#socket!
    // Fakes may not count what they hold.
    return !(bufferedAmount >= this.#highWaterMark) || (bufferedAmount < hidden.mark && isHidden())
  }

  /** How long (ms) the rate limit lets a message wait. */
  #rest(data: Data = ''): number {
    return this.limit?.wait(byteLength(data), this.#clock.now()) ?? 0
  }

  #write(data: Data): void {
    // DOM and `ws` differ in the types of the views that they take; both take every view.
    this.#socket?.send(data as string)
    this.#sentMessages++
    this.#sentBytes += byteLength(data)
    this.limit?.count(byteLength(data), this.#clock.now())
  }

  #continue(): void {
    if (!this.messages || !this.isOpen) return
    const [first] = this.entries
    this.#timer.start(Math.max(this.#pause, this.#rest(first?.data)))
  }
}
