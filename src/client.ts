import { EventEmitter } from 'eventemitter3'
import type { Protocol } from './channel/protocol.ts'
import type { ProtocolsSource, UrlSource } from './connection/target.ts'
import { Connection } from './connection/connection.ts'
import { byteLength, type Data } from './connection/data.ts'
import type { ConnectionOptions } from './connection/options.ts'
import type { Drop } from './connection/drop.ts'
import type { SendResult } from './connection/outbox.ts'
import type { ConnectionState } from './connection/state.ts'
import { Waiting, type SendOptions } from './connection/waiting.ts'
import { ClosedError, OutboxFullError } from './errors.ts'
import { Idle, type IdleOptions } from './idle.ts'
import { systemClock } from './platform/clock.ts'
import { guard } from './platform/globals.ts'
import { readOptions, wrongOption } from './policy/option.ts'
import { RateLimit, type RateLimitOptions } from './policy/rate-limit.ts'
import { Counter, type Stats } from './stats.ts'
import { until, type WaitOptions } from './wait.ts'

export interface ClientOptions extends ConnectionOptions {
  /** What the messages are on the wire. */
  protocol: Protocol
  /** Subprotocols to offer, or an (async) function that gives them for each dial. @default none */
  subprotocols?: ProtocolsSource
  /** `lazy` dials at the first `send()`, `ready()`, `writable()` or listener to `message`. @default 'eager' */
  connect?: 'eager' | 'lazy'
  /** When to hang up a link that nobody needs. @default never */
  idle?: IdleOptions
  /** How much is handed over in a second; what would be more waits. @default without limit */
  rateLimit?: RateLimitOptions
  /** Larger inbound messages become an `invalid` event. @default Infinity */
  maxMessageBytes?: number
}

/** An inbound message that was refused; the link stays up. */
export interface Invalid {
  readonly reason: 'too-large'
  readonly data: Data
}

/** What a client tells, and with what. */
export interface ClientEvents {
  /** The state changed: once for each change, in order. */
  state: [state: ConnectionState, previous: ConnectionState]
  message: [data: string | ArrayBuffer]
  /** A message was given up before it was handed to the browser. */
  drop: [drop: Drop]
  invalid: [invalid: Invalid]
}

export interface CloseOptions {
  /** 1000 or 3000–4999. @default 1000 */
  code?: number
  /** At most 123 bytes. @default '' */
  reason?: string
  /** Gives what still waits so many ms to be sent first. @default 0 */
  drain?: number
}

/**
 * A client of one server: a connection that outlives its links.
 *
 * @throws SyntaxError for a URL or subprotocol that the native constructor refuses; TypeError or RangeError for a wrong option
 */
export function createClient(url: UrlSource, options: ClientOptions): Client {
  return new Client(url, options)
}

export class Client {
  readonly #connection: Connection
  readonly #protocol: Protocol
  readonly #maxMessageBytes: number
  readonly #emitter = new EventEmitter()
  readonly #counter = new Counter()
  readonly #clock
  readonly #waiting: Waiting
  readonly #idle: Idle | undefined

  /** @internal */
  constructor(url: UrlSource, options: ClientOptions) {
    const { protocol, subprotocols = [], connect = 'eager' } = options
    if (connect !== 'eager' && connect !== 'lazy') throw wrongOption('connect', "'eager' or 'lazy'", connect)
    if (typeof protocol?.encode !== 'function') throw wrongOption('protocol', 'a protocol such as raw()', protocol)
    this.#protocol = protocol
    this.#clock = options.clock ?? systemClock
    this.#maxMessageBytes = readOptions(options, { maxMessageBytes: Infinity }).maxMessageBytes
    this.#connection = new Connection(url, subprotocols, options, 'reject', {
      state: (state, previous) => this.#changed(state, previous),
      message: (event: MessageEvent<string | ArrayBuffer>) => this.#received(event.data),
      end: () => undefined, // the state tells it
      drop: (drop) => this.#dropped(drop),
    })
    const { outbox, target, heartbeat } = this.#connection
    if (heartbeat) heartbeat.onLatency = (latency) => this.#counter.answered(latency)
    if ((options.outbox?.overflow ?? 'reject') === 'reject') {
      outbox.full = () =>
        new OutboxFullError(
          `${outbox.messages} messages (${outbox.bytes} bytes) wait already. Await writable(), or raise outbox.maxMessages or outbox.maxBytes`,
        )
    }
    this.#waiting = new Waiting(outbox, this.#clock)
    const { idle, rateLimit } = readOptions<{ idle: IdleOptions; rateLimit: RateLimitOptions }>(options, {
      idle: {},
      rateLimit: {},
    })
    if (options.rateLimit) outbox.limit = new RateLimit(rateLimit)
    const hangUp = () => this.#connection.hangUp()
    if (options.idle) this.#idle = new Idle(idle, this.#clock, () => this.#isNeeded, hangUp)
    target.binaryType = 'arraybuffer'
    if (connect === 'eager') this.#connection.start()
  }

  /** A snapshot of the connection's life; the same object until it changes. */
  get state(): ConnectionState {
    return this.#connection.state
  }

  /**
   * Calls `listener` at each `event`, until the returned function is called. What a listener throws is reported, and
   * stops neither the others nor the client.
   */
  on<E extends keyof ClientEvents>(event: E, listener: (...args: ClientEvents[E]) => void): () => void {
    let isActive = true
    const guarded = (...args: ClientEvents[E]) => {
      if (isActive) guard(() => listener(...args))
    }
    this.#emitter.on(event, guarded)
    if (event === 'message' && this.state.name === 'idle') this.#connection.start()
    return () => {
      isActive = false
      this.#emitter.off(event, guarded)
      this.#idle?.used()
    }
  }

  /**
   * Sends now or, while the link is down, later.
   * @throws TypeError for what is no message; OutboxFullError at the outbox's bound; ClosedError after `close()`
   */
  send(data: Data, options: SendOptions = {}): SendResult {
    const frame = this.#protocol.encode(data)
    const { outbox, state } = this.#connection
    if (state.name === 'closing' || state.name === 'closed') {
      throw new ClosedError(`Cannot send: the connection is ${state.name}`)
    }
    if (state.name === 'idle') this.#connection.start()
    this.#idle?.used()
    return outbox.send(frame, () =>
      options.volatile ? outbox.refuse(frame, 'volatile') : this.#waiting.add(frame, options),
    )
  }

  /** Resolves once a link is open; dials if nothing did so yet. Rejects with ClosedError, or ConnectTimeoutError at `timeout`. */
  ready(options?: WaitOptions): Promise<void> {
    this.#connection.start()
    return this.#until(() => this.state.name === 'open', options)
  }

  /** Resolves while a message would go at once: the link is open, nothing waits, and the browser has room. */
  writable(options?: WaitOptions): Promise<void> {
    this.#connection.start()
    return this.#until(() => this.state.name === 'open' && this.#connection.outbox.isWritable, options)
  }

  /** Resolves when everything was handed over and has left the browser's buffer. That does not prove its delivery. */
  drained(options?: WaitOptions): Promise<void> {
    return this.#until(() => this.#isDrained, options)
  }

  /** Dials now, in whatever state: replaces an open link, cuts a wait short, brings a closed client back. */
  reconnect(): void {
    this.#connection.reconnect()
  }

  /** Drops everything that waits, for example when another user signs in. */
  discard(): void {
    this.#connection.outbox.clear('discarded')
  }

  /**
   * Ends it for good. What still waits is dropped, unless `drain` gives it time.
   * @throws InvalidAccessError for a wrong code, SyntaxError for a reason over 123 bytes, as the native `close()` does
   */
  close({ code = 1000, reason, drain }: CloseOptions = {}): void {
    this.#connection.close(code, reason, drain)
  }

  [Symbol.dispose](): void {
    this.close()
  }

  stats(): Stats {
    const { outbox, heartbeat } = this.#connection
    const queued = { messages: outbox.messages, bytes: outbox.bytes }
    return this.#counter.stats(queued, outbox.sent, heartbeat?.unconfirmed)
  }

  #changed(state: ConnectionState, previous: ConnectionState): void {
    this.#counter.state(state)
    if (state.name === 'open') this.#idle?.start()
    else this.#idle?.stop()
    this.#emitter.emit('state', state, previous)
  }

  #received(data: string | ArrayBuffer): void {
    const bytes = byteLength(data)
    this.#counter.received(bytes)
    if (bytes <= this.#maxMessageBytes) this.#emitter.emit('message', data)
    else {
      this.#counter.invalid()
      this.#emitter.emit('invalid', { reason: 'too-large', data } satisfies Invalid)
    }
  }

  #dropped(drop: Drop): void {
    this.#counter.dropped(drop)
    this.#emitter.emit('drop', drop)
  }

  get #isDrained(): boolean {
    const { outbox, attempt } = this.#connection
    return !outbox.messages && !attempt?.socket?.bufferedAmount
  }

  /** Whether a listener, or what is still to be sent, needs the link. */
  get #isNeeded(): boolean {
    return this.#emitter.listenerCount('message') > 0 || !this.#isDrained
  }

  #until(isReached: () => boolean, options: WaitOptions | undefined): Promise<void> {
    return until(isReached, this, this.#clock, options)
  }
}
