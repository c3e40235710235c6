import type { Clock, Timer } from '../platform/clock.ts'
import type { WebSocketLike } from '../platform/globals.ts'
import type { Volume } from '../policy/cause.ts'
import { readOptions, wrongOption } from '../policy/option.ts'
import { byteLength, copyData, isBlob, type Data } from './data.ts'
import type { Drop, DropReason, Overflow, SenderOptions } from './drop.ts'

// What the caller sent and the browser has not taken, in order and bounded. It lets every message go now or wait, and
// drains in slices: not more than the browser has room for, and never so long that the page stands still. It goes on by
// timer and, since hidden tabs starve timers, with each inbound frame.

/** What became of a message: handed to the browser, waiting in the outbox, or dropped (which a `drop` event reports). */
export type SendResult = 'sent' | 'queued' | 'dropped'

/** One waiting message. */
export interface Entry {
  data: Data
  // Few messages do more than wait for their turn.
  /** Whether it is too late for it. */
  isStale?(): boolean
  /** It left the outbox, one way or the other. */
  left?(): void
}

/** The longest slice (ms), and the longest pause (ms) while the browser takes nothing. */
const longestSlice = 8
const longestPause = 64

export class Outbox {
  readonly #options
  readonly #clock: Clock
  readonly #onDrop: (drop: Drop) => void
  readonly #onMove: () => void
  readonly #timer: Timer
  // A Set keeps the order, and loses a member from its middle at no cost.
  readonly #entries = new Set<Entry>()
  #socket: WebSocketLike | undefined
  #isOpening = false
  #pause = 0
  /** The bytes of what waits. */
  bytes = 0
  #sentMessages = 0
  #sentBytes = 0
  /** With it, a full outbox throws instead of dropping. */
  full: (() => Error) | undefined

  /** `onMove` is called whenever something may have left. */
  constructor(
    options: SenderOptions,
    overflow: Overflow,
    clock: Clock,
    onDrop: (drop: Drop) => void,
    onMove: () => void,
  ) {
    const policies = ['drop-oldest', 'drop-newest', overflow]
    this.#options = {
      ...readOptions(options, { maxMessages: 1_000, maxBytes: 2 ** 23, overflow }, 0, 'outbox.'),
      ...readOptions(options, { highWaterMark: 65_536 }, 1, 'outbox.'),
    }
    if (!policies.includes(this.#options.overflow)) {
      throw wrongOption('outbox.overflow', policies.join(' or '), this.#options.overflow)
    }
    this.#clock = clock
    this.#onDrop = onDrop
    this.#onMove = onMove
    this.#timer = clock.timer(() => this.run())
  }

  /** How many messages wait. */
  get messages(): number {
    return this.#entries.size
  }

  /** Whether a message would go at once. */
  get isWritable(): boolean {
    return !this.messages && this.#hasRoom
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
    this.#isOpening = false
    this.#timer.stop()
  }

  /** `keep` lets a message wait that cannot go at once; false if it was dropped instead. */
  send(data: Data, keep = () => this.add(data)): SendResult {
    if (isBlob(data))
      this.#isOpening = false // what is sent after a Blob that must be read first stays behind it
    else if (this.#isOpening ? this.#isOpen : this.isWritable) {
      this.#write(data)
      return 'sent'
    }
    const wasEmpty = !this.messages
    const isKept = keep()
    // With more than one waiting the timer runs already; to start it anew at each send would put it off for ever.
    if (wasEmpty) this.#continue()
    return isKept ? 'queued' : 'dropped'
  }

  /** A ping goes at once: it never waits and is no message. */
  sendPing(data: Data): void {
    if (this.#isOpen) this.#socket?.send(data as string)
  }

  /** Lets a message wait; false if it was dropped instead. `begin` runs before anything is reported. */
  add(data: Data, begin?: (entry: Entry) => void): boolean {
    const bytes = byteLength(data)
    if (!this.fits(bytes)) this.clear('expired', (entry) => entry.isStale?.())
    // A message that is larger than the whole outbox must not empty it.
    if (this.#options.overflow === 'drop-oldest' && bytes <= this.#options.maxBytes) this.#makeRoom(bytes)
    if (!this.fits(bytes)) return this.overflow(data)
    const entry = { data: copyData(data) }
    this.#entries.add(entry)
    this.fill(entry, entry.data)
    begin?.(entry)
    return true
  }

  /** A policy that drops is for links that are down. While one is open there is no bound, as the native socket has none. */
  fits(bytes: number, messages = 1): boolean {
    const { maxMessages, maxBytes } = this.#options
    return (!this.full && this.#isOpen) || (this.messages + messages <= maxMessages && this.bytes + bytes <= maxBytes)
  }

  #makeRoom(bytes: number): void {
    let count = this.messages // a listener of the drops may send again, and must not go round in circles
    for (const entry of this.#entries) {
      if (this.fits(bytes) || !count--) return
      this.drop(entry, 'overflow')
    }
  }

  overflow(data: Data): false {
    if (this.full) throw this.full()
    return this.refuse(data, 'overflow')
  }

  fill(entry: Entry, data: Data): void {
    entry.data = data
    this.bytes += byteLength(data)
    if (isBlob(data)) void this.#read(entry, data)
  }

  /** Drops what waits, all of it or what is `chosen`. */
  clear(reason: DropReason, chosen: (entry: Entry) => boolean | undefined = () => true): void {
    // A listener of the drops may send again: that waits, and is not dropped in the same breath.
    for (const entry of [...this.#entries]) if (chosen(entry)) this.drop(entry, reason)
  }

  /** Drops a message that waits; one that does so no more is left alone. */
  drop(entry: Entry, reason: DropReason, error?: unknown): void {
    if (this.#remove(entry)) this.refuse(entry.data, reason, error)
  }

  /** Reports a message that does not wait. */
  refuse(data: Data, reason: DropReason, error?: unknown): false {
    this.#onDrop({ data, bytes: byteLength(data), reason, error })
    return false
  }

  /** Hands over one slice of what waits. */
  run(): void {
    const before = this.messages
    const until = this.#clock.now() + longestSlice
    let count = before // what listeners of the drops add has its turn later
    for (const entry of this.#entries) {
      if (!count--) break
      if (entry.isStale?.()) this.drop(entry, 'expired')
      else if (isBlob(entry.data) || !this.#hasRoom || this.#clock.now() >= until) break
      else {
        this.#remove(entry)
        try {
          this.#write(entry.data)
        } catch (error) {
          // One message that cannot be sent must not hold up the others.
          this.refuse(entry.data, 'unsendable', error)
        }
      }
    }
    this.#pause = this.messages < before ? 0 : Math.min(longestPause, 2 * this.#pause + 1)
    this.#onMove()
    this.#continue()
  }

  /** A message came in: a good moment to go on, since a hidden tab's timers are slow. */
  nudge(): void {
    if (this.messages && !this.#isOpening) this.run()
  }

  /** The native socket takes messages: not so once the peer has begun to close, although no event told of it yet. */
  get #isOpen(): boolean {
    return this.#socket?.readyState === 1
  }

  get #hasRoom(): boolean {
    // Fakes may not count what they hold.
    return this.#isOpen && !(this.#socket!.bufferedAmount >= this.#options.highWaterMark)
  }

  #write(data: Data): void {
    // DOM and `ws` differ in the types of the views that they take; both take every view.
    this.#socket?.send(data as string)
    this.#sentMessages++
    this.#sentBytes += byteLength(data)
  }

  #continue(): void {
    if (this.messages && this.#isOpen && !this.#isOpening) this.#timer.start(this.#pause)
  }

  /** WebKit loses a Blob that is sent right before `close()`, so it goes as the buffer that it holds. */
  async #read(entry: Entry, blob: Blob): Promise<void> {
    try {
      const buffer = await blob.arrayBuffer()
      if (entry.data === blob) entry.data = buffer
    } catch (error) {
      if (entry.data === blob) this.drop(entry, 'unsendable', error)
    }
    this.run()
  }

  #remove(entry: Entry): boolean {
    const waited = this.#entries.delete(entry)
    if (waited) {
      this.bytes -= byteLength(entry.data)
      entry.left?.()
    }
    return waited
  }
}
