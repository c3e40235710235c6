import type { Data } from './data.ts'

// How much may wait, and what becomes of what may not.

/** What a full outbox does with one message more: refuse it with an error (client only), make room, or drop it. */
export type Overflow = 'reject' | 'drop-oldest' | 'drop-newest'

/** How much may wait, and what one message more does. */
export interface OutboxOptions {
  /** So many messages at the most. @default 1_000 */
  maxMessages?: number
  /** So many bytes at the most (UTF-8 for text). @default 8_388_608 */
  maxBytes?: number
  /** What one message more does. @default 'reject' for the client, 'drop-newest' for the drop-in */
  overflow?: Overflow
}

/** The same, and how much the browser is given at once. */
export interface SenderOptions extends OutboxOptions {
  /** Messages wait while the browser holds this many bytes; in a hidden tab, which gets few slices, 1 MiB. @default 65_536 */
  highWaterMark?: number
}

/** Why a message was never handed over. */
export type DropReason =
  'overflow' | 'expired' | 'replaced' | 'aborted' | 'volatile' | 'closed' | 'discarded' | 'unsendable'

/** A message that was never handed to the browser. */
export interface Drop {
  /** As it would have been sent. */
  readonly data: Data
  /** Its size: UTF-8 for text. */
  readonly bytes: number
  /** Why. */
  readonly reason: DropReason
  /** What the browser threw at an unsendable message. */
  readonly error?: unknown
}
