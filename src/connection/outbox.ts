import { OutboxFullError } from '../errors.ts'
import type { Clock, Timer } from '../platform/clock.ts'
import { readNumber } from '../policy/option.ts'
import { readOverflow, type Overflow } from '../policy/overflow.ts'
import { byteLength, copyData, isBlob, type Data } from './data.ts'

// What the caller sent and the browser has not taken, in order and bounded. It hands nothing over by itself.

export interface OutboxOptions {
  /** So many messages at the most. @default 1_000 */
  maxMessages?: number
  /** So many bytes at the most (UTF-8 for text). @default 8_388_608 */
  maxBytes?: number
  /** What one message more does. @default 'reject' for the client, 'drop-newest' for the drop-in */
  overflow?: Overflow
}

/** How one message waits while it cannot go. */
export interface SendOptions {
  /** Never queued: dropped if it cannot go at once. @default false */
  volatile?: boolean
  /** Dropped if it still waits after so many ms. @default Infinity */
  ttl?: number
  /** Takes the place of the message that waits under the same key. */
  replace?: string
  /** Withdraws the message while it waits. */
  signal?: AbortSignal
}

/** Why a message was never handed over. */
export type DropReason =
  'overflow' | 'expired' | 'replaced' | 'aborted' | 'volatile' | 'closed' | 'discarded' | 'unsendable'

/** A message that was never handed to the browser. */
export interface Drop {
  readonly data: Data
  /** Its size: UTF-8 for text. */
  readonly bytes: number
  readonly reason: DropReason
  /** What the browser threw at an unsendable message. */
  readonly error?: unknown
}

interface Entry {
  data: Data
  bytes: number
  conditions: Conditions | undefined
}

/** What only few messages have. */
interface Conditions {
  readonly expiresAt: number
  readonly key: string | undefined
  readonly stopListening: () => void
}

/** Expired messages are looked for at most this often (ms). None is handed over late in any case. */
const sweepApart = 250

export class Outbox {
  readonly #maxMessages: number
  readonly #maxBytes: number
  readonly #overflow: Overflow
  readonly #clock: Clock
  readonly #onDrop: (drop: Drop) => void
  readonly #onReady: () => void
  readonly #sweep: Timer
  // A Set keeps the order, and loses a member from its middle at no cost.
  readonly #entries = new Set<Entry>()
  readonly #byKey = new Map<string, Entry>()
  #sweepAt = Infinity
  #bytes = 0

  /** `onReady`: a Blob was read, so that it and what waits behind it can go. */
  constructor(
    options: OutboxOptions,
    overflow: Overflow,
    clock: Clock,
    onDrop: (drop: Drop) => void,
    onReady: () => void,
  ) {
    this.#maxMessages = readNumber('outbox.maxMessages', options.maxMessages, 1_000)
    this.#maxBytes = readNumber('outbox.maxBytes', options.maxBytes, 8 * 1024 * 1024)
    this.#overflow = readOverflow(options.overflow, overflow)
    this.#clock = clock
    this.#onDrop = onDrop
    this.#onReady = onReady
    this.#sweep = clock.timer(() => this.#dropExpired())
  }

  get messages(): number {
    return this.#entries.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether a message is refused rather than dropped when there is no room. */
  get rejects(): boolean {
    return this.#overflow === 'reject'
  }

  hasRoomFor(bytes: number): boolean {
    return this.messages < this.#maxMessages && this.#bytes + bytes <= this.#maxBytes
  }

  /**
   * Lets a message wait; false if it was dropped instead.
   * @throws OutboxFullError at the bound, with the overflow policy `reject`
   */
  add(data: Data, options: SendOptions = {}): boolean {
    const bytes = byteLength(data)
    if (options.signal?.aborted) return this.#refuse(data, bytes, 'aborted')
    const replaced = options.replace === undefined ? undefined : this.#byKey.get(options.replace)
    if (replaced) this.#reportReplaced(replaced)
    else if (!this.#makeRoom(bytes)) return this.#refuse(data, bytes, 'overflow')
    // A message that replaces another one stays in its place.
    const entry = replaced ?? { data, bytes, conditions: undefined }
    entry.data = copyData(data)
    entry.bytes = bytes
    entry.conditions = this.#conditions(entry, options)
    this.#bytes += bytes
    this.#entries.add(entry)
    if (isBlob(data)) this.#read(entry, data)
    return true
  }

  /** Gives waiting messages to `write`, the oldest first, as long as `canTake` says so. */
  handOver(canTake: () => boolean, write: (data: Data) => void): void {
    for (const entry of this.#entries) {
      if (this.#isExpired(entry)) this.#drop(entry, 'expired')
      else if (isBlob(entry.data) || !canTake()) return
      else {
        this.#remove(entry)
        write(entry.data)
      }
    }
  }

  /** Drops everything that waits. */
  clear(reason: DropReason): void {
    for (const entry of this.#entries) this.#drop(entry, reason)
    this.#sweep.stop()
    this.#sweepAt = Infinity
  }

  #makeRoom(bytes: number): boolean {
    if (this.hasRoomFor(bytes)) return true
    this.#dropExpired()
    if (this.#overflow === 'drop-oldest') {
      for (const entry of this.#entries) {
        if (this.hasRoomFor(bytes)) break
        this.#drop(entry, 'overflow')
      }
    }
    if (this.hasRoomFor(bytes)) return true
    if (!this.rejects) return false
    throw new OutboxFullError(
      `${this.messages} messages (${this.#bytes} bytes) wait already. Await writable(), or raise outbox.maxMessages or outbox.maxBytes`,
    )
  }

  #conditions(entry: Entry, { ttl = Infinity, replace: key, signal }: SendOptions): Conditions | undefined {
    if (ttl === Infinity && key === undefined && !signal) return undefined
    const expiresAt = this.#clock.now() + ttl
    const withdraw = () => this.#drop(entry, 'aborted')
    signal?.addEventListener('abort', withdraw, { once: true })
    if (key !== undefined) this.#byKey.set(key, entry)
    this.#sweepBefore(expiresAt)
    return { expiresAt, key, stopListening: () => signal?.removeEventListener('abort', withdraw) }
  }

  /** One timer for all: it is due when the first message expires. */
  #sweepBefore(expiresAt: number): void {
    if (expiresAt >= this.#sweepAt) return
    this.#sweepAt = expiresAt
    this.#sweep.start(Math.max(sweepApart, expiresAt - this.#clock.now()))
  }

  #dropExpired(): void {
    this.#sweepAt = Infinity
    for (const entry of this.#entries) {
      if (this.#isExpired(entry)) this.#drop(entry, 'expired')
      else if (entry.conditions) this.#sweepBefore(entry.conditions.expiresAt)
    }
  }

  #isExpired({ conditions }: Entry): boolean {
    return conditions !== undefined && conditions.expiresAt <= this.#clock.now()
  }

  /** WebKit loses a Blob that is sent right before `close()`, so it goes as the buffer that it holds. */
  #read(entry: Entry, blob: Blob): void {
    blob.arrayBuffer().then(
      (buffer) => {
        if (entry.data !== blob) return
        entry.data = buffer
        this.#onReady()
      },
      (error: unknown) => {
        if (entry.data === blob && this.#entries.has(entry)) this.#drop(entry, 'unsendable', error)
        this.#onReady()
      },
    )
  }

  #reportReplaced(entry: Entry): void {
    this.#release(entry)
    this.#onDrop({ data: entry.data, bytes: entry.bytes, reason: 'replaced' })
  }

  #refuse(data: Data, bytes: number, reason: DropReason): false {
    this.#onDrop({ data, bytes, reason })
    return false
  }

  #drop(entry: Entry, reason: DropReason, error?: unknown): void {
    this.#remove(entry)
    const { data, bytes } = entry
    this.#onDrop({ data, bytes, reason, ...(error !== undefined && { error }) })
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry)
    this.#release(entry)
  }

  #release({ bytes, conditions }: Entry): void {
    this.#bytes -= bytes
    if (!conditions) return
    conditions.stopListening()
    if (conditions.key !== undefined) this.#byKey.delete(conditions.key)
  }
}
