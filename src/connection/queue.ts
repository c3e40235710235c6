import { readChoice, readOptions } from '../policy/option.ts'
import { byteLength, copyData, isBlob, type Data } from './data.ts'
import type { Drop, DropReason, Overflow, SenderOptions } from './drop.ts'

// What waits, in order and bounded. Whatever leaves it unsent is reported.

/** One waiting message. */
export interface Entry {
  data: Data
  // Few messages do more than wait for their turn.
  /** Whether it is too late for it. */
  isStale?(): boolean
  /** It left the outbox: handed over, or dropped for this reason. */
  left?(reason?: DropReason): void
}

export abstract class Queue {
  readonly #options
  readonly #onDrop: (drop: Drop) => void
  // A Set keeps the order, and loses a member from its middle at no cost.
  protected readonly entries = new Set<Entry>()
  /** The bytes of what waits. */
  bytes = 0
  /** With it, a full outbox throws instead of dropping. */
  full: (() => Error) | undefined

  constructor(options: SenderOptions, overflow: Overflow, onDrop: (drop: Drop) => void) {
    this.#options = {
      ...readOptions(options, { maxMessages: 1_000, maxBytes: 2 ** 23 }, 0, 'outbox.'),
      overflow: readChoice('outbox.overflow', options.overflow, overflow, 'drop-oldest', 'drop-newest'),
    }
    this.#onDrop = onDrop
  }

  /** How many messages wait. */
  get messages(): number {
    return this.entries.size
  }

  /** Lets a message wait; false if it was dropped instead. `begin` runs before anything is reported. */
  add(data: Data, begin?: (entry: Entry) => void): boolean {
    const bytes = byteLength(data)
    if (!this.fits(bytes)) this.clear('expired', (entry) => entry.isStale?.())
    // A message that is larger than the whole outbox must not empty it.
    if (this.#options.overflow === 'drop-oldest' && bytes <= this.#options.maxBytes) this.#makeRoom(bytes)
    if (!this.fits(bytes)) return this.overflow(data)
    const entry = { data: copyData(data) }
    this.entries.add(entry)
    this.fill(entry, entry.data)
    begin?.(entry)
    return true
  }

  /** A policy that drops is for links that are down. While one is open there is no bound, as the native socket has none. */
  fits(bytes: number, messages = 1): boolean {
    const { maxMessages, maxBytes } = this.#options
    return (!this.full && this.isOpen) || (this.messages + messages <= maxMessages && this.bytes + bytes <= maxBytes)
  }

  #makeRoom(bytes: number): void {
    let count = this.messages // a listener of the drops may send again, and must not go round in circles
    for (const entry of this.entries) {
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
    for (const entry of [...this.entries]) if (chosen(entry)) this.drop(entry, reason)
  }

  /** Drops a message that waits; one that does so no more is left alone. */
  drop(entry: Entry, reason: DropReason, error?: unknown): void {
    if (this.remove(entry, reason)) this.refuse(entry.data, reason, error)
  }

  /** Reports a message that does not wait. */
  refuse(data: Data, reason: DropReason, error?: unknown): false {
    this.#onDrop({ data, bytes: byteLength(data), reason, error })
    return false
  }

  protected remove(entry: Entry, reason?: DropReason): boolean {
    const waited = this.entries.delete(entry)
    if (waited) {
      this.bytes -= byteLength(entry.data)
      entry.left?.(reason)
    }
    return waited
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

  protected abstract get isOpen(): boolean
  /** Something may go now. */
  protected abstract run(): void
}
