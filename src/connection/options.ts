import { systemClock, type Clock } from '../platform/clock.ts'
import { consoleLogger, type Logger, type WebSocketConstructor } from '../platform/globals.ts'
import { readOptions } from '../policy/option.ts'
import type { RedialOptions } from '../policy/redial.ts'
import type { AttemptOptions } from './target.ts'
import type { HeartbeatOptions } from './heartbeat.ts'
import type { SenderOptions } from './drop.ts'

/** Everything that a connection lets its user decide. All times are in milliseconds. */
export interface ConnectionOptions extends RedialOptions, AttemptOptions {
  /** A link that stayed up for so many ms is stable: the next failure counts as the first one. @default 5_000 */
  stableAfter?: number
  /**
   * How a dead link is found: by pings that are answered, or by the server's own traffic; `false` for never.
   * @default on with a protocol that has pings; else on if a `message` is given
   */
  heartbeat?: HeartbeatOptions | false
  /** How much waits while the link is down, and what more than that does: 1,000 messages and 8 MiB, unless told otherwise. */
  outbox?: SenderOptions
  /** Gets warnings, and with `debug` each state. @default warnings go to the console */
  logger?: Logger
  /** Where time comes from, for tests. */
  clock?: Clock
  /** Closes the connection for good when it aborts. */
  signal?: AbortSignal
}

/**
 * The options that are objects or functions. Each room looks at its own numbers.
 * @throws TypeError for an option of the wrong kind
 */
export function readKinds(options: ConnectionOptions) {
  const { heartbeat, signal } = options
  const kinds = readOptions(
    { ...options, heartbeat: heartbeat === false ? {} : heartbeat },
    {
      clock: systemClock,
      logger: consoleLogger,
      outbox: {},
      heartbeat: {},
      signal: {},
      WebSocket: Object as unknown as WebSocketConstructor,
    },
  )
  return { ...kinds, signal }
}
