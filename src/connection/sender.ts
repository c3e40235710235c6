import type { Clock, Timer } from '../platform/clock.ts'
import type { Volume } from '../policy/cause.ts'
import { readNumber } from '../policy/option.ts'
import type { Overflow } from '../policy/overflow.ts'
import { byteLength, isBlob, type Data } from './data.ts'
import { Ledger } from './ledger.ts'
import { Outbox, type Drop, type DropReason, type OutboxOptions } from './outbox.ts'
import type { Transport } from './transport.ts'
import type { SendOptions } from './waiting.ts'

// Lets every message go now or wait, and drains the outbox in slices: not more than the browser has room for, and never
// so long that the page stands still. It goes on by timer and, since hidden tabs starve timers, with each inbound frame.

export interface SenderOptions extends OutboxOptions {
  /** Messages wait while the browser holds this many bytes. @default 65_536 */
  highWaterMark?: number
}

/** What became of a message: handed to the browser, waiting in the outbox, or dropped (which a `drop` event reports). */
export type SendResult = 'sent' | 'queued' | 'dropped'

/** Sees the traffic: what statistics and inspectors need, and others do not pay for. */
export interface Tap {
  sent(data: Data): void
  received(data: unknown): void
}

/** The longest slice (ms), and how many messages go between two looks at the clock. */
const longestSlice = 8
const messagesPerLook = 32
/** The longest pause (ms) while the browser takes nothing. */
const longestPause = 64

export class Sender {
  readonly outbox: Outbox
  readonly #clock: Clock
  readonly #highWaterMark: number
  readonly #timer: Timer
  readonly #watchers = new Set<() => void>()
  #transport: Transport | undefined
  #lane: 'opening' | 'queue' = 'queue'
  #ledger: Ledger | undefined
  #pause = 0
  tap: Tap | undefined
  /** How a message begins to wait; false if it was dropped instead. */
  enqueue: (data: Data, options: SendOptions) => boolean = (data) => this.outbox.add(data)

  constructor(options: SenderOptions, overflow: Overflow, clock: Clock, drop: (drop: Drop) => void) {
    this.#highWaterMark = readNumber('outbox.highWaterMark', options.highWaterMark, 65_536, 1)
    this.outbox = new Outbox(
      options,
      overflow,
      () => this.#transport?.isWritable === true,
      drop,
      () => this.run(),
    )
    this.#clock = clock
    this.#timer = clock.timer(() => this.run())
  }

  /** What waits. */
  get queued(): Volume {
    return { messages: this.outbox.messages, bytes: this.outbox.bytes }
  }

  /** Whether a message would go at once. */
  get isWritable(): boolean {
    return this.outbox.messages === 0 && this.#hasRoom
  }

  /** Whether everything was handed over and has left the browser's buffer. */
  get isDrained(): boolean {
    return this.outbox.messages === 0 && !this.#transport?.bufferedAmount
  }

  /** Handed over on the current link and not proven received; undefined where nothing can prove it. */
  get unconfirmed(): Volume | undefined {
    return this.#ledger?.unconfirmed
  }

  /** A link is open: what is sent until `drain()` goes ahead of what waits. `provable`: its pings are answered recognisably. */
  attach(transport: Transport, provable: boolean): void {
    this.#transport = transport
    this.#lane = 'opening'
    this.#ledger = provable ? new Ledger() : undefined
  }

  drain(): void {
    this.#lane = 'queue'
    this.run()
  }

  detach(): void {
    this.#transport = undefined
    this.#ledger = undefined
    this.#timer.stop()
  }

  /** @throws OutboxFullError as the overflow policy says */
  send(data: Data, options: SendOptions = {}): SendResult {
    if (this.#mayPass(data)) {
      this.#write(data)
      return 'sent'
    }
    if (options.volatile) {
      this.outbox.refuse(data, 'volatile')
      return 'dropped'
    }
    const queued = this.enqueue(data, options)
    this.#continue()
    return queued ? 'queued' : 'dropped'
  }

  /** A ping goes at once: it never waits and is no message. */
  sendPing(data: Data): void {
    if (!this.#transport?.isWritable) return
    this.#transport.send(data)
    this.#ledger?.pingSent()
  }

  /** Whether something was handed over that no answered ping has proven received. */
  get isOwedProof(): boolean {
    return this.#ledger !== undefined && this.#ledger.unconfirmed.messages > 0
  }

  pongReceived(): void {
    this.#ledger?.pongReceived()
  }

  /** Drops what waits. */
  clear(reason: DropReason): void {
    this.outbox.clear(reason)
  }

  /** A message came in: a good moment to go on, since a hidden tab's timers are slow. */
  nudge(): void {
    if (this.outbox.messages > 0 && this.#lane === 'queue') this.run()
  }

  /** Hands over one slice of what waits. */
  run(): void {
    const before = this.outbox.messages
    const until = this.#clock.now() + longestSlice
    let count = 0
    this.outbox.handOver(
      () => this.#hasRoom && (++count % messagesPerLook > 0 || this.#clock.now() < until),
      (data) => this.#tryWrite(data),
    )
    this.#pause = this.outbox.messages < before ? 0 : Math.min(longestPause, 2 * this.#pause + 1)
    for (const watcher of [...this.#watchers]) watcher()
    this.#continue()
  }

  /** Calls `watcher` whenever something may have moved, until the returned function is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    this.#continue()
    return () => void this.#watchers.delete(watcher)
  }

  get #hasRoom(): boolean {
    const transport = this.#transport
    return transport !== undefined && transport.isWritable && transport.bufferedAmount < this.#highWaterMark
  }

  #mayPass(data: Data): boolean {
    if (isBlob(data)) {
      this.#lane = 'queue' // what is sent after a Blob that must be read first stays behind it
      return false
    }
    return this.#lane === 'opening' ? this.#transport?.isWritable === true : this.isWritable
  }

  #write(data: Data): void {
    this.#transport?.send(data)
    this.#ledger?.handOver(byteLength(data))
    this.tap?.sent(data)
  }

  /** One message that cannot be sent must not hold up the others. */
  #tryWrite(data: Data): void {
    try {
      this.#write(data)
    } catch (error) {
      this.outbox.refuse(data, 'unsendable', error)
    }
  }

  #continue(): void {
    const isWanted = this.outbox.messages > 0 || (this.#watchers.size > 0 && !this.isDrained)
    if (isWanted && this.#transport?.isWritable && this.#lane === 'queue') this.#timer.start(this.#pause)
  }
}
