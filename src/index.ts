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
export { createClient, type Client, type ClientOptions } from './client.ts'
export type { BaseClient } from './base-client.ts'
export type { BaseOptions, ClientEvents, CloseOptions } from './client-options.ts'
export type { RawClient, RawClientEvents, RawClientOptions } from './raw-client.ts'
export type { IdleOptions } from './idle.ts'
export type { WaitOptions } from './platform/wait.ts'
export type { Channel, ListenOptions } from './channel/channel.ts'
export type { ChannelState, ParamsSource } from './channel/subscription.ts'
export type { Stream, StreamOptions } from './channel/stream.ts'
export type { RequestOptions } from './channel/requests.ts'
export type { HubOptions } from './channel/hub.ts'
export type { Invalid } from './channel/wire.ts'
export type { Credentials } from './channel/authenticator.ts'
export type { ClientOperation, Failure, Request, ServerOperation, Unsubscribed } from './channel/operation.ts'
export { defineChannel, type AnyContract, type ChannelDefinition, type Contract } from './channel/contract.ts'
export type { Contracts, ExactContract } from './channel/contract.ts'
export type { Arguments, ContractOf, ContractsOf, Described, ErrorsOf, JoinedOf, NameOf } from './channel/contract.ts'
export type { ParamsOf, ReceivedOf, RequestParams, RequestResult, RequestsOf, SentOf } from './channel/contract.ts'
export type { Definitions } from './channel/subscriptions.ts'
export type { Definition, StandardSchema } from './channel/schema.ts'
export { json, jsonCodec } from './channel/json.ts'
export { raw, type Codec, type Protocol, type RawProtocol } from './channel/protocol.ts'
export type { Latency, Stats } from './stats.ts'
export {
  ClosedError,
  ConnectionLostError,
  ConnectTimeoutError,
  HeartbeatTimeoutError,
  HoldfastError,
  isHoldfastError,
  OutboxFullError,
  RemoteError,
  RequestTimeoutError,
  Unauthorized,
  ValidationError,
  type Issue,
  type Sent,
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
export type { HeartbeatOptions, PassiveOptions, PingOptions } from './connection/heartbeat.ts'
export type { ConnectionOptions } from './connection/options.ts'
export type { Drop, DropReason, OutboxOptions, Overflow, SenderOptions } from './connection/drop.ts'
export type { SendResult } from './connection/outbox.ts'
export type { SendOptions } from './connection/waiting.ts'
export type { ConnectionState, Endpoint, Phase } from './connection/state.ts'
export type {
  Connecting as ConnectingState,
  Ending as EndingState,
  Idle as IdleState,
  Open as OpenState,
  Waiting as WaitingState,
} from './connection/state.ts'
