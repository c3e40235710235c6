import { BaseClient } from './base-client.ts'
import type { BaseOptions } from './client-options.ts'
import { Authenticator, type Credentials } from './channel/authenticator.ts'
import { Channel } from './channel/channel.ts'
import type { AnyContract, ChannelDefinition, ContractOf, ContractsOf, Contracts } from './channel/contract.ts'
import { Dialect } from './channel/dialect.ts'
import { Hub, readHubOptions, type HubOptions } from './channel/hub.ts'
import { json, jsonCodec } from './channel/json.ts'
import type { ClientOperation, ServerOperation } from './channel/operation.ts'
import type { Codec, Protocol } from './channel/protocol.ts'
import { Replies } from './channel/reply.ts'
import type { Definitions } from './channel/subscriptions.ts'
import type { Invalid, Wire } from './channel/wire.ts'
import type { Data } from './connection/data.ts'
import type { HeartbeatOptions } from './connection/heartbeat.ts'
import type { ConnectionState } from './connection/state.ts'
import type { UrlSource } from './connection/target.ts'
import { ConnectionLostError } from './errors.ts'
import { systemRandom, type Timer } from './platform/clock.ts'
import { guard, report } from './platform/globals.ts'
import { createBackoff } from './policy/backoff.ts'
import type { Cause } from './policy/cause.ts'
import { readOptions, wrongOption } from './policy/option.ts'
import { RawClient, type RawClientOptions } from './raw-client.ts'
import type { Stats } from './stats.ts'

/** What a client with channels lets its user decide. */
export interface ClientOptions extends Omit<BaseOptions, 'authenticate'>, HubOptions {
  /** The server's language. @default json() */
  protocol?: Protocol
  /** What its messages are on the wire. @default JSON */
  codec?: Codec
  /** Proves who the user is, before anything else is sent on a link. Throw `Unauthorized` to stop for good. */
  authenticate?: Credentials
  /** If the server says when credentials expire, they are renewed so many ms before, or at half their life if that is later. @default 30_000 */
  reauthenticateBefore?: number
  /** Hears each operation of channels that goes out or waits to, for tracing; not the heartbeat's. */
  onOutgoing?: (operation: ClientOperation) => void
  /** Hears each operation of channels that comes in, for tracing; not the heartbeat's. */
  onIncoming?: (operation: ServerOperation) => void
}

/**
 * A client of one server: a connection that outlives its links, and channels over it, typed by `options.channels`.
 *
 * @example
 * ```ts
 * const channels = { 'room:*': defineChannel({ receive: { message: z.string() } }) }
 * const client = createClient('/realtime', { channels })
 * client.channel('room:42').on('message', (text) => console.log(text))
 * ```
 * @throws SyntaxError for a URL or subprotocol that the native constructor refuses; TypeError or RangeError for a wrong option
 */
export function createClient<D extends Definitions>(
  url: UrlSource,
  options: ClientOptions & { channels: D },
): Client<ContractsOf<D>>
/**
 * A client without channels: what it sends is the message. For servers with an envelope of their own, or none:
 * `createClient('/feed', { protocol: raw() })`.
 *
 * @throws SyntaxError for a URL or subprotocol that the native constructor refuses; TypeError or RangeError for a wrong option
 */
export function createClient(url: UrlSource, options: RawClientOptions): RawClient
/**
 * A client of one server: a connection that outlives its links, and channels over it, typed by `Channels`.
 *
 * @example
 * ```ts
 * interface Channels {
 *   [name: `room:${string}`]: { receive: { message: string } }
 * }
 * const client = createClient<Channels>('/realtime')
 * client.channel('room:42').on('message', (text) => console.log(text))
 * ```
 * @throws SyntaxError for a URL or subprotocol that the native constructor refuses; TypeError or RangeError for a wrong option
 */
export function createClient<Channels extends Contracts<Channels> = Record<string, AnyContract>>(
  url: UrlSource,
  options?: ClientOptions,
): Client<Channels>
export function createClient(url: UrlSource, options: ClientOptions | RawClientOptions = {}): unknown {
  const { protocol } = options
  if (protocol !== undefined && typeof protocol?.encode !== 'function') {
    throw wrongOption('protocol', 'a protocol such as json() or raw()', protocol)
  }
  return protocol?.name === 'raw'
    ? new RawClient(url, options as RawClientOptions)
    : new Client(url, options as ClientOptions)
}

/** A client of one server, with typed channels. */
export class Client<Channels extends object = Record<string, AnyContract>> extends BaseClient {
  readonly #dialect: Dialect
  readonly #hub: Hub
  readonly #wire: Wire
  readonly #authenticator: Authenticator | undefined
  readonly #options: ClientOptions
  readonly #renewBefore: number
  readonly #expiry: Timer
  #renewal: AbortController | undefined

  /** @internal */
  constructor(url: UrlSource, options: ClientOptions) {
    const { protocol = json(), codec = jsonCodec, authenticate, heartbeat = {}, ...others } = options
    if (typeof codec?.encode !== 'function') throw wrongOption('codec', 'an object with encode and decode', codec)
    const { reauthenticateBefore } = readOptions(options, { reauthenticateBefore: 30_000 })
    const hubOptions = readHubOptions(options)
    const dialect = new Dialect(protocol, codec, options.maxMessageBytes)
    const replies = new Replies()
    const authenticator = authenticate === undefined ? undefined : new Authenticator(authenticate, dialect, replies)
    const pings = pingsOf(heartbeat, dialect, replies)
    super(url, {
      ...others,
      heartbeat: { ...pings, ...heartbeat },
      ...(authenticator && { authenticate: (context) => authenticator.dial(context) }),
    })
    if (pings) this.connection.heartbeat!.knowsPongs = true
    this.#dialect = dialect
    this.#authenticator = authenticator
    this.#options = options
    this.#renewBefore = reauthenticateBefore
    this.#wire = this.#createWire(replies, createBackoff(options.backoff ?? {}, options.random ?? systemRandom))
    this.#hub = new Hub(this.#wire, hubOptions)
    this.#expiry = this.clock.timer(() => void this.#renew())
    this.start(options)
  }

  /** A handle of the messages of no channel. */
  channel(): Channel<'' extends keyof Channels ? Channels[''] : AnyContract>
  /** A handle of a channel; handles of one name share its subscription, which begins with the first listener or `join()`. */
  channel<Name extends keyof Channels & string>(name: Name): Channel<Channels[Name]>
  /** The same, of a channel that `Channels` does not name: the definition says what it carries. */
  channel<D extends ChannelDefinition>(name: string, definition: D): Channel<ContractOf<D>>
  channel(name = '', definition?: ChannelDefinition): Channel {
    return new Channel(name, this.#hub, definition)
  }

  /**
   * Asks `authenticate` for fresh credentials and sends them on the open link. The link stays up, whatever the answer.
   * Rejects with RemoteError if the server refuses them, RequestTimeoutError after 10 s, ConnectionLostError without a
   * link, and TypeError without an `authenticate` that returns data.
   */
  async reauthenticate(): Promise<void> {
    if (!this.#authenticator) throw new TypeError('There is no authenticate option to ask')
    this.#renewal ??= new AbortController()
    await this.#authenticator.renew(this.#wire, this.#renewal.signal)
    this.#watchExpiry()
  }

  /** What passed so far, what waits, and how many requests are `pending`: not answered yet. */
  override stats(): Stats & { readonly pending: number } {
    return { ...super.stats(), pending: this.#hub.pending }
  }

  /** @internal */
  protected get isNeeded(): boolean {
    return this.#hub.isNeeded
  }

  /** @internal */
  protected received(frame: string | ArrayBuffer): void {
    let operation: ServerOperation | null | undefined
    let fault: Pick<Invalid, 'reason' | 'error'> | undefined
    try {
      operation = this.#dialect.decode(frame)
    } catch (error) {
      fault = { reason: 'malformed', error }
    }
    if (operation?.type === 'pong' && this.#dialect.isDue(operation.id)) return this.connection.heartbeat?.answered()
    this.counter.received(frame)
    if (operation === null) return
    if (!operation) return this.invalid({ reason: 'unknown', data: frame, ...fault })
    const { onIncoming } = this.#options
    if (onIncoming) guard(onIncoming, operation)
    this.#hub.received(operation)
  }

  /** @internal */
  protected override changed(state: ConnectionState, previous: ConnectionState): void {
    if (state.name === 'open') {
      this.#hub.opened()
      this.#watchExpiry()
    }
    // Answers do not count any more while what waits is still sent.
    if (state.name === 'closing' || state.name === 'closed') this.#hub.closed(state.cause)
    if (previous.name === 'open') this.#lost()
    super.changed(state, previous)
  }

  #lost(): void {
    this.#expiry.stop()
    this.#renewal?.abort(new ConnectionLostError('The link broke while credentials were renewed', 'unknown'))
    this.#renewal = undefined
    this.#hub.lost()
  }

  #watchExpiry(): void {
    const life = this.#authenticator?.expiresIn ?? Infinity
    // What lives shorter than that is renewed when half of its life is over.
    this.#expiry.start(Math.max(1_000, life / 2, life - this.#renewBefore))
  }

  async #renew(): Promise<void> {
    try {
      await this.reauthenticate()
    } catch (error) {
      // The next link asks for credentials anyway.
      if (this.state.name === 'open') report(error)
    }
  }

  #createWire(replies: Replies, backoff: (cause: Pick<Cause, 'kind' | 'failures'>) => number): Wire {
    return {
      clock: this.clock,
      replies,
      isOpen: () => this.state.name === 'open',
      isClosed: () => this.state.name === 'closing' || this.state.name === 'closed',
      control: (operation) => {
        const frame = this.#encode(operation)
        if (frame !== undefined) this.connection.outbox.sendPing(frame)
        return frame !== undefined
      },
      send: (operation, options, follow) => {
        const frame = this.#encode(operation)
        if (frame === undefined) throw new TypeError(`The protocol has no word for "${operation.type}"`)
        return this.hand(frame, options, follow)
      },
      need: () => this.need(),
      invalid: (invalid) => this.invalid(invalid),
      backoff: (failures) => backoff({ kind: 'server', failures }),
    }
  }

  #encode(operation: ClientOperation): Data | undefined {
    const { onOutgoing } = this.#options
    const frame = this.#dialect.encode(operation)
    if (onOutgoing && frame !== undefined) guard(onOutgoing, operation)
    return frame
  }
}

/** Pings are the protocol's own, if it has some, unless the user's options say otherwise. */
function pingsOf(heartbeat: HeartbeatOptions | false, dialect: Dialect, replies: Replies) {
  if (!heartbeat || 'passive' in heartbeat || 'message' in heartbeat) return undefined
  if (dialect.encode({ type: 'ping', id: 1 }) === undefined) return undefined
  return { message: () => dialect.ping(replies.nextId())! }
}
