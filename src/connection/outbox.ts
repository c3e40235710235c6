import { OutboxFullError } from '../errors.ts'
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

/** One waiting message. */
export interface Entry {
  data: Data
  bytes: number
  /** What only few messages have. */
  condition: Condition | undefined
}

/** What makes a message more than one that waits for its turn. */
export interface Condition {
  /** It is too late for it. */
  isStale(): boolean
  /** It left the outbox, one way or the other. */
  left(): void
}

export class Outbox {
  readonly #maxMessages: number
  readonly #maxBytes: number
  readonly #overflow: Overflow
  readonly #isOpen: () => boolean
  readonly #onDrop: (drop: Drop) => void
  readonly #onReady: () => void
  // A Set keeps the order, and loses a member from its middle at no cost.
  readonly #entries = new Set<Entry>()
  #bytes = 0

  /** `isOpen`: there is a link. `onReady`: a Blob was read, so that it and what waits behind it can go. */
  constructor(
    options: OutboxOptions,
    overflow: Overflow,
    isOpen: () => boolean,
    onDrop: (drop: Drop) => void,
    onReady: () => void,
  ) {
    this.#maxMessages = readNumber('outbox.maxMessages', options.maxMessages, 1_000)
    this.#maxBytes = readNumber('outbox.maxBytes', options.maxBytes, 8 * 1024 * 1024)
    this.#overflow = readOverflow(options.overflow, overflow)
    this.#isOpen = isOpen
    this.#onDrop = onDrop
    this.#onReady = onReady
  }

  get messages(): number {
    return this.#entries.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /**
   * Lets a message wait; false if it was dropped instead. `begin` runs before anything is reported.
   * @throws OutboxFullError at the bound, with the overflow policy `reject`
   */
  add(data: Data, begin?: (entry: Entry) => void): boolean {
    const bytes = byteLength(data)
    if (!this.#hasRoomFor(bytes) && !this.#makeRoom(bytes)) return this.refuse(data, 'overflow')
    const entry = { data: copyData(data), bytes, condition: undefined }
    this.#entries.add(entry)
    this.#fill(entry, entry.data)
    begin?.(entry)
    return true
  }

  /** Puts a message in the place of a waiting one; else as `add`. */
  replace(entry: Entry, data: Data, begin: (entry: Entry) => void): boolean {
    const { data: old, bytes } = entry
    const copied = copyData(data)
    if (this.#bytes - bytes + byteLength(data) > this.#maxBytes) {
      if (this.#overflow === 'reject') throw this.#full()
      return this.refuse(data, 'overflow')
    }
    this.#release(entry)
    this.#fill(entry, copied)
    begin(entry)
    this.#onDrop({ data: old, bytes, reason: 'replaced' })
    return true
  }

  /** Gives waiting messages to `write`, the oldest first, as long as `canTake` says so. */
  handOver(canTake: () => boolean, write: (data: Data) => void): void {
    let count = this.messages // what listeners of the drops add has its turn later
    for (const entry of this.#entries) {
      if (count-- === 0) return
      if (entry.condition?.isStale()) this.drop(entry, 'expired')
      else if (isBlob(entry.data) || !canTake()) return
      else {
        this.#remove(entry)
        write(entry.data)
      }
    }
  }

  /** Drops what waits, all of it or what is `chosen`. */
  clear(reason: DropReason, chosen: (entry: Entry) => boolean = () => true): void {
    // A listener of the drops may send again: that waits, and is not dropped in the same breath.
    for (const entry of [...this.#entries]) if (chosen(entry)) this.drop(entry, reason)
  }

  /** Drops a message that waits; one that does so no more is left alone. */
  drop(entry: Entry, reason: DropReason, error?: unknown): void {
    const { data, bytes } = entry
    if (this.#remove(entry)) this.#onDrop({ data, bytes, reason, ...(error !== undefined && { error }) })
  }

  /** Reports a message that never waited. */
  refuse(data: Data, reason: DropReason, error?: unknown): false {
    this.#onDrop({ data, bytes: byteLength(data), reason, ...(error !== undefined && { error }) })
    return false
  }

  /** A policy that drops is for links that are down. While one is open there is no bound, as the native socket has none. */
  #hasRoomFor(bytes: number): boolean {
    if (this.#overflow !== 'reject' && this.#isOpen()) return true
    return this.messages < this.#maxMessages && this.#bytes + bytes <= this.#maxBytes
  }

  #makeRoom(bytes: number): boolean {
    this.clear('expired', ({ condition }) => condition?.isStale() === true)
    // A message that is larger than the whole outbox must not empty it.
    const isPossible = this.#overflow === 'drop-oldest' && bytes <= this.#maxBytes
    if (isPossible) this.clear('overflow', () => !this.#hasRoomFor(bytes))
    if (this.#hasRoomFor(bytes)) return true
    if (this.#overflow === 'reject') throw this.#full()
    return false
  }

  #full(): OutboxFullError {
    return new OutboxFullError(
      `${this.messages} messages (${this.#bytes} bytes) wait already. Await writable(), or raise outbox.maxMessages or outbox.maxBytes`,
    )
  }

  #fill(entry: Entry, data: Data): void {
    entry.data = data
    entry.bytes = byteLength(data)
    this.#bytes += entry.bytes
    if (isBlob(data)) void this.#read(entry, data)
  }

  /** WebKit loses a Blob that is sent right before `close()`, so it goes as the buffer that it holds. */
  async #read(entry: Entry, blob: Blob): Promise<void> {
    try {
      const buffer = await blob.arrayBuffer()
      if (entry.data === blob) entry.data = buffer
    } catch (error) {
      if (entry.data === blob) this.drop(entry, 'unsendable', error)
    }
    this.#onReady()
  }

  #remove(entry: Entry): boolean {
    const waited = this.#entries.delete(entry)
    if (waited) this.#release(entry)
    return waited
  }

  #release(entry: Entry): void {
    this.#bytes -= entry.bytes
    entry.condition?.left()
    entry.condition = undefined
  }
}
