import type { Invalid } from './channel/wire.ts'
import type { Drop } from './connection/drop.ts'
import type { ConnectionOptions } from './connection/options.ts'
import type { ConnectionState } from './connection/state.ts'
import type { ProtocolsSource } from './connection/target.ts'
import type { IdleOptions } from './idle.ts'
import type { RateLimitOptions } from './policy/rate-limit.ts'

/** What every client lets its user decide. */
export interface BaseOptions extends ConnectionOptions {
  /** Subprotocols to offer, or an (async) function that gives them for each dial. @default none */
  subprotocols?: ProtocolsSource
  /**
   * `eager` dials at once; `lazy` at the first need: a subscription, something to send or to ask, `ready()`, `writable()`, or,
   * with `raw()`, a listener to `message`. @default 'eager'
   */
  connect?: 'eager' | 'lazy'
  /** When to hang up a link that nobody needs. @default never */
  idle?: IdleOptions
  /** How much is handed over in a second; what would be more waits. @default without limit */
  rateLimit?: RateLimitOptions
  /** Larger inbound messages become an `invalid` event. @default Infinity */
  maxMessageBytes?: number
}

/** What a client tells, and with what. */
export interface ClientEvents {
  /** The state changed: once for each change, in order. */
  state: [state: ConnectionState, previous: ConnectionState]
  /** A message was given up before it was handed to the browser. */
  drop: [drop: Drop]
  /** An inbound message was refused; the link stays up. */
  invalid: [invalid: Invalid]
}

/** How a client ends. */
export interface CloseOptions {
  /** 1000 or 3000–4999. @default 1000 */
  code?: number
  /** At most 123 bytes. @default '' */
  reason?: string
  /** Gives what still waits so many ms to be sent first. @default 0 */
  drain?: number
}
