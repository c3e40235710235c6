/**
 * - `refused`: the dial failed before the link was open; a page cannot see why
 * - `lost`: an open link broke without a close frame
 * - `timeout`: no link within `connectTimeout`
 * - `dead`: the heartbeat or a probe went unanswered
 * - `server`: the server closed the link, with `code` and `reason`
 * - `provider`: the function that gives URL or subprotocols failed
 * - `auth`: authentication failed
 * - `page`: the page was frozen or went into the back/forward cache
 * - `user`: `close()`, `reconnect()`, or the options `signal` and `idle`
 */
export type CauseKind = 'refused' | 'lost' | 'timeout' | 'dead' | 'server' | 'provider' | 'auth' | 'page' | 'user'

/** Messages and their bytes (UTF-8 for text). */
export interface Volume {
  /** How many there are. */
  readonly messages: number
  /** Their size in all, as UTF-8 where they are text. */
  readonly bytes: number
}

/** Why a link ended, or why a dial failed. */
export interface Cause {
  /** What happened, in one word. */
  readonly kind: CauseKind
  /** The close code: the wire's (RFC 6455, section 7.4), 1006 where there was none, or a local one of {@link CloseCode}. */
  readonly code: number
  /** The server's, from the close frame; `''` where there was none. */
  readonly reason: string
  /** Whether the link had been open. */
  readonly opened: boolean
  /** Failures in a row without a stable link between them, this one included. */
  readonly failures: number
  /** Handed to the browser since the last answered ping was sent, so maybe not received. Absent without such a heartbeat. */
  readonly unconfirmed?: Volume
  /** What a provider or `authenticate` threw, or the error that describes a timeout. */
  readonly error?: unknown
}
