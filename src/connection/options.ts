import type { Clock } from '../platform/clock.ts'
import type { Logger, WebSocketConstructor } from '../platform/globals.ts'
import { checkObject, readFunction, wrongOption } from '../policy/option.ts'
import type { RedialOptions } from '../policy/redial.ts'
import type { AttemptOptions } from './attempt.ts'
import type { HeartbeatOptions } from './heartbeat.ts'
import { isData } from './data.ts'
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

/** @throws TypeError for an option of the wrong kind. Each room looks at the numbers of its own options. */
export function checkKinds({
  heartbeat,
  outbox,
  logger,
  clock,
  signal,
  WebSocket,
  authenticate,
}: ConnectionOptions): void {
  for (const [name, value] of Object.entries({ outbox, logger, clock, signal })) checkObject(name, value)
  readFunction('WebSocket', WebSocket)
  if (heartbeat !== false) checkObject('heartbeat', heartbeat)
  const message = heartbeat && 'message' in heartbeat ? heartbeat.message : undefined
  for (const [name, value] of Object.entries({ authenticate, 'heartbeat.message': message })) {
    if (value === undefined || typeof value === 'function' || isData(value)) continue
    throw wrongOption(name, 'a message, or a function that gives one', value)
  }
}
