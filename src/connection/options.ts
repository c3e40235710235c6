import type { Clock } from '../platform/clock.ts'
import type { Logger, WebSocketConstructor } from '../platform/globals.ts'
import type { RedialOptions } from '../policy/redial.ts'
import type { AttemptOptions } from './attempt.ts'
import type { HeartbeatOptions } from './heartbeat.ts'
import type { SenderOptions } from './sender.ts'

/** Everything that a connection lets its user decide. All times are in milliseconds. */
export interface ConnectionOptions extends RedialOptions, AttemptOptions {
  /** A link that stayed up for so long is stable: the next failure counts as the first one. @default 5_000 */
  stableAfter?: number
  /** @default on with a protocol that has pings; else on if a `message` is given */
  heartbeat?: HeartbeatOptions | false
  /** How much waits while the link is down, and what more than that does. */
  outbox?: SenderOptions
  /** Makes the sockets: hand in `ws` where there is no native WebSocket. @default globalThis.WebSocket */
  WebSocket?: WebSocketConstructor
  /** Gets warnings, and with `debug` each state. @default warnings go to the console */
  logger?: Logger
  /** Where time comes from, for tests. */
  clock?: Clock
  /** Closes the connection for good when it aborts. */
  signal?: AbortSignal
}
