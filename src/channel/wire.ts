import type { DropReason } from '../connection/drop.ts'
import type { SendResult } from '../connection/outbox.ts'
import type { SendOptions } from '../connection/waiting.ts'
import type { Clock } from '../platform/clock.ts'
import type { ClientOperation } from './operation.ts'
import type { Replies } from './reply.ts'

/** What channels and requests need of the client under them. */
export interface Wire {
  readonly clock: Clock
  readonly replies: Replies
  /** Whether a link is open. */
  isOpen(): boolean
  /** Whether the client is closed, or about to be. */
  isClosed(): boolean
  /** Somebody needs the link. */
  need(): void
  /** Goes at once, ahead of all that waits, if a link is open. False if the protocol has no word for it. */
  control(operation: ClientOperation): boolean
  /**
   * Goes now or, while the link is down, later. `follow` hears how a message that waited left: handed over, or dropped.
   * @throws what the client's `send` throws
   */
  send(operation: ClientOperation, options?: SendOptions, follow?: (reason?: DropReason) => void): SendResult
  /** An inbound message was of no use; the link stays up. */
  invalid(invalid: Invalid): void
  /** How long (ms) to wait before a subscription that failed so often in a row is tried again. */
  backoff(failures: number): number
}

/** An inbound message that was refused; the link stays up. */
export interface Invalid {
  /**
   * - `too-large`: larger than `maxMessageBytes`
   * - `malformed`: no message of the protocol, as `error` says
   * - `unknown`: of a type that the protocol does not know
   * - `no-such-channel`: an event of a channel that is not subscribed
   * - `no-such-request`: an answer to nothing that is waited for
   * - `schema`: it does not fit the schema of its channel, as `error` says
   * - `protocol`: the server answered with an error to nothing in particular
   */
  readonly reason: 'too-large' | 'malformed' | 'unknown' | 'no-such-channel' | 'no-such-request' | 'schema' | 'protocol'
  /** The frame or the operation. */
  readonly data: unknown
  /** What the codec, the protocol or the schema threw. */
  readonly error?: unknown
}
