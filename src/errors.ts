// Every error that Holdfast gives to its users. What is wrong with an option is a TypeError or RangeError instead.

const brand = Symbol.for('holdfast.error')

/** What all errors of Holdfast have in common. */
export abstract class HoldfastError extends Error {
  /** A stable, machine-readable name of what happened, for example `outbox-full`. */
  abstract readonly code: string
  /** Whether the same call may succeed later without a change by the caller. */
  readonly retryable: boolean = true
  /** @internal */
  readonly [brand] = true
}

/** Whether `error` comes from Holdfast; true also for errors of another copy of the library or of another window. */
export function isHoldfastError(error: unknown): error is HoldfastError {
  return (error as { [brand]?: true } | null | undefined)?.[brand] === true
}

/** No link was open within `connectTimeout` (URL provider, upgrade and authentication together), or within the timeout of `ready()`. */
export class ConnectTimeoutError extends HoldfastError {
  override readonly name = 'ConnectTimeoutError'
  readonly code = 'connect-timeout'
}

/** The peer was silent for longer than the heartbeat allows. */
export class HeartbeatTimeoutError extends HoldfastError {
  override readonly name = 'HeartbeatTimeoutError'
  readonly code = 'heartbeat-timeout'
}

/** The outbox is at its bound and its overflow policy is `reject`. Await `writable()`, or send less. */
export class OutboxFullError extends HoldfastError {
  override readonly name = 'OutboxFullError'
  readonly code = 'outbox-full'
}

/** The client is closed: by `close()`, or by a terminal cause, which `cause` then holds. */
export class ClosedError extends HoldfastError {
  override readonly name = 'ClosedError'
  readonly code = 'closed'
  override readonly retryable = false
}

/** Throw this from a URL provider or from `authenticate` to say that no retry will help: the client is then `closed`. */
export class Unauthorized extends HoldfastError {
  override readonly name = 'Unauthorized'
  readonly code = 'unauthorized'
  override readonly retryable = false
}

/** Whether a request reached the server: `true` if it was handed over, `unknown` if the link broke since, `false` if it was not. */
export type Sent = boolean | 'unknown'

/** No answer to a request came in time. */
export class RequestTimeoutError extends HoldfastError {
  override readonly name = 'RequestTimeoutError'
  readonly code = 'request-timeout'
  /** What is known of the request. */
  readonly sent: Sent

  constructor(message: string, sent: Sent) {
    super(message)
    this.sent = sent
  }
}

/** The link broke before a request was answered, or there was none and the request must not wait. */
export class ConnectionLostError extends HoldfastError {
  override readonly name = 'ConnectionLostError'
  readonly code = 'connection-lost'
  /** What is known of the request. */
  readonly sent: Sent

  constructor(message: string, sent: Sent) {
    super(message)
    this.sent = sent
  }
}

/** The server answered with an error: `code` and `data` are its own. */
export class RemoteError<Code extends string = string, Detail = unknown> extends HoldfastError {
  override readonly name = 'RemoteError'
  readonly code: Code
  /** What the server said beside it. */
  readonly data: Detail
  override readonly retryable: boolean

  constructor(code: Code, message: string, data: Detail, retryable: boolean) {
    super(message)
    this.code = code
    this.data = data
    this.retryable = retryable
  }
}

/** What a schema found wrong, and where. */
export interface Issue {
  /** What is wrong, in the words of the schema's library. */
  readonly message: string
  /** Where it is; empty for the whole. */
  readonly path: readonly PropertyKey[]
}

/** A message did not fit the schema of its channel. */
export class ValidationError extends HoldfastError {
  override readonly name = 'ValidationError'
  readonly code = 'validation'
  override readonly retryable = false
  /** All that the schema found. */
  readonly issues: readonly Issue[]

  constructor(message: string, issues: readonly Issue[]) {
    super(message)
    this.issues = issues
  }
}
