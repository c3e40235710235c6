/**
 * A WebSocket that survives.
 *
 * @example
 * ```ts
 * import { ReconnectingWebSocket } from 'holdfast'
 *
 * const socket = new ReconnectingWebSocket('wss://example.com/feed')
 * socket.addEventListener('message', ({ data }) => console.log(data))
 * socket.send('hello') // waits until the link is open
 * ```
 *
 * @packageDocumentation
 */
export {
  ReconnectingWebSocket,
  type ReconnectingWebSocketEventMap,
  type ReconnectingWebSocketOptions,
} from './websocket.ts'
export {
  createClient,
  type Client,
  type ClientEvents,
  type ClientOptions,
  type CloseOptions,
  type Invalid,
} from './client.ts'
export type { IdleOptions } from './idle.ts'
export type { WaitOptions } from './wait.ts'
export { raw, type Protocol } from './channel/protocol.ts'
export type { Latency, Stats } from './stats.ts'
export {
  ClosedError,
  ConnectTimeoutError,
  HeartbeatTimeoutError,
  HoldfastError,
  isHoldfastError,
  OutboxFullError,
  Unauthorized,
} from './errors.ts'
export { CloseCode, type HintOptions } from './policy/close-code.ts'
export type { Backoff, BackoffOptions } from './policy/backoff.ts'
export type { Cause, CauseKind, Volume } from './policy/cause.ts'
export type { RateLimitOptions } from './policy/rate-limit.ts'
export type { RedialOptions } from './policy/redial.ts'
export type { Clock, Timer } from './platform/clock.ts'
export type { Logger, WebSocketConstructor, WebSocketLike } from './platform/globals.ts'
export type { Authenticate, AttemptOptions, DialContext, ProtocolsSource, UrlSource } from './connection/target.ts'
export type { AuthenticationLink } from './connection/authentication.ts'
export type { Data } from './connection/data.ts'
export type { HeartbeatOptions } from './connection/heartbeat.ts'
export type { ConnectionOptions } from './connection/options.ts'
export type { Drop, DropReason, OutboxOptions, Overflow, SenderOptions } from './connection/drop.ts'
export type { SendResult } from './connection/outbox.ts'
export type { SendOptions } from './connection/waiting.ts'
export type { ConnectionState, Phase } from './connection/state.ts'
