import { EventEmitter } from 'eventemitter3'
import type { Invalid } from './channel/wire.ts'
import type { BaseOptions, ClientEvents, CloseOptions } from './client-options.ts'
import { Connection } from './connection/connection.ts'
import { byteLength, type Data } from './connection/data.ts'
import type { Drop, DropReason } from './connection/drop.ts'
import type { SendResult } from './connection/outbox.ts'
import type { ConnectionState } from './connection/state.ts'
import type { UrlSource } from './connection/target.ts'
import { Waiting, type SendOptions } from './connection/waiting.ts'
import { ClosedError, ConnectTimeoutError, OutboxFullError } from './errors.ts'
import { Idle, type IdleOptions } from './idle.ts'
import { systemClock, type Clock } from './platform/clock.ts'
import { guard } from './platform/globals.ts'
import { wait, type WaitOptions } from './platform/wait.ts'
import { readChoice, readOptions } from './policy/option.ts'
import { RateLimit, type RateLimitOptions } from './policy/rate-limit.ts'
import { Counter, type Stats } from './stats.ts'

// What every client has, whatever its messages are: a connection, its events, its waits, its statistics, its end.

/** Whoever waits for the outbox looks at it this often (ms). */
const looksApart = 10

/** What every client has, whatever its messages are. */
export abstract class BaseClient<Events extends { [E in keyof Events]: unknown[] } & ClientEvents = ClientEvents> {
  /** @internal */
  protected readonly connection: Connection
  /** @internal */
  protected readonly clock: Clock
  /** @internal */
  protected readonly counter = new Counter()
  readonly #emitter = new EventEmitter()
  readonly #maxMessageBytes: number
  readonly #waiting: Waiting
  readonly #idle: Idle | undefined

  /** @internal */
  constructor(url: UrlSource, options: BaseOptions) {
    const { subprotocols = [], connect } = options
    readChoice('connect', connect, 'eager', 'lazy')
    this.clock = options.clock ?? systemClock
    this.#maxMessageBytes = readOptions(options, { maxMessageBytes: Infinity }).maxMessageBytes
    // All that may throw comes before the connection, which listens to the page.
    const { idle, rateLimit } = readOptions<{ idle: IdleOptions; rateLimit: RateLimitOptions }>(options, {
      idle: {},
      rateLimit: {},
    })
    const limit = options.rateLimit && new RateLimit(rateLimit)
    const isNeeded = () => this.isNeeded || !this.#isDrained
    if (options.idle) this.#idle = new Idle(idle, this.clock, isNeeded, () => this.connection.hangUp())
    this.connection = new Connection(url, subprotocols, options, 'reject', {
      state: (state, previous) => this.changed(state, previous),
      message: (event: MessageEvent<string | ArrayBuffer>) => this.#received(event.data),
      end: () => undefined, // the state tells it
      drop: (drop) => this.#dropped(drop),
    })
    const { outbox, target, heartbeat } = this.connection
    outbox.limit = limit
    if (heartbeat) heartbeat.onLatency = (latency) => this.counter.answered(latency)
    if ((options.outbox?.overflow ?? 'reject') === 'reject') {
      outbox.full = () =>
        new OutboxFullError(
          `${outbox.messages} messages (${outbox.bytes} bytes) wait already. Await writable(), or raise outbox.maxMessages or outbox.maxBytes`,
        )
    }
    this.#waiting = new Waiting(outbox, this.clock)
    target.binaryType = 'arraybuffer'
  }

  /** A snapshot of the connection's life; the same object until it changes. */
  get state(): ConnectionState {
    return this.connection.state
  }

  /**
   * Calls `listener` at each `event`, until the returned function is called. What a listener throws is reported, and
   * stops neither the others nor the client.
   */
  on<E extends keyof Events & string>(event: E, listener: (...args: Events[E]) => void): () => void {
    let isActive = true
    const guarded = (...args: Events[E]) => {
      if (isActive) guard(listener, ...args)
    }
    this.#emitter.on(event, guarded)
    return () => {
      isActive = false
      this.#emitter.off(event, guarded)
      this.#idle?.used()
    }
  }

  /**
   * Resolves once a link is open; dials if nothing did so yet. Rejects with ClosedError, ConnectTimeoutError at `timeout`,
   * or the signal's reason.
   */
  ready(options?: WaitOptions): Promise<void> {
    this.need()
    return this.#until(() => this.state.name === 'open', options)
  }

  /**
   * Resolves while a message would go at once: the link is open, nothing waits, and the browser has room. Dials if nothing
   * did so yet. Rejects with ClosedError, ConnectTimeoutError at `timeout`, or the signal's reason.
   */
  writable(options?: WaitOptions): Promise<void> {
    this.need()
    return this.#until(() => this.connection.outbox.isWritable, options)
  }

  /**
   * Resolves when everything was handed over and has left the browser's buffer, which does not prove its delivery. Rejects
   * with ClosedError, ConnectTimeoutError at `timeout`, or the signal's reason.
   */
  drained(options?: WaitOptions): Promise<void> {
    return this.#until(() => this.#isDrained, options)
  }

  /** Dials now, in whatever state: replaces an open link, cuts a wait short, brings a closed client back. */
  reconnect(): void {
    this.connection.reconnect()
  }

  /** Drops everything that waits, for example when another user signs in. */
  discard(): void {
    this.connection.outbox.clear('discarded')
  }

  /**
   * Ends it for good. What still waits is dropped, unless `drain` gives it time.
   * @throws InvalidAccessError for a wrong code, SyntaxError for a reason over 123 bytes, as the native `close()` does
   */
  close({ code = 1000, reason, drain }: CloseOptions = {}): void {
    this.connection.close(code, reason, drain)
  }

  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void {
    this.close()
  }

  /** What passed so far, and what waits. */
  stats(): Stats {
    const { outbox, heartbeat } = this.connection
    const queued = { messages: outbox.messages, bytes: outbox.bytes }
    return this.counter.stats(queued, outbox.sent, heartbeat?.unconfirmed)
  }

  /** Whether somebody listens, or waits for an answer. @internal */
  protected abstract get isNeeded(): boolean
  /** Counts a message, and hands it on. @internal */
  protected abstract received(data: string | ArrayBuffer): void

  /** Somebody needs the link, now or until now. @internal */
  protected need(): void {
    if (this.state.name === 'idle') this.connection.start()
    this.#idle?.used()
  }

  /** To be called when all of the client is there. @internal */
  protected start({ connect }: Pick<BaseOptions, 'connect'>): void {
    if (connect !== 'lazy') this.connection.start()
  }

  /** @internal */
  protected emit(event: string, ...args: unknown[]): void {
    this.#emitter.emit(event, ...args)
  }

  /** @internal */
  protected listeners(event: string): number {
    return this.#emitter.listenerCount(event)
  }

  /** @internal */
  protected changed(state: ConnectionState, previous: ConnectionState): void {
    this.counter.state(state)
    if (state.name === 'open') this.#idle?.start()
    else this.#idle?.stop()
    this.emit('state', state, previous)
  }

  /** @internal */
  protected invalid(invalid: Invalid): void {
    this.counter.invalid()
    this.emit('invalid', invalid)
  }

  /** `follow` hears how a frame that waited left: handed over, or dropped. @internal */
  protected hand(frame: Data, options: SendOptions = {}, follow?: (reason?: DropReason) => void): SendResult {
    const { outbox, state } = this.connection
    if (state.name === 'closing' || state.name === 'closed') {
      throw new ClosedError(`Cannot send: the connection is ${state.name}`)
    }
    this.need()
    return outbox.send(frame, () =>
      options.volatile ? outbox.refuse(frame, 'volatile') : this.#waiting.add(frame, options, follow),
    )
  }

  #received(data: string | ArrayBuffer): void {
    if (this.#maxMessageBytes === Infinity || byteLength(data) <= this.#maxMessageBytes) return this.received(data)
    this.counter.received(data)
    this.invalid({ reason: 'too-large', data })
  }

  #dropped(drop: Drop): void {
    this.counter.dropped(drop)
    this.emit('drop', drop)
  }

  get #isDrained(): boolean {
    const { outbox, attempt } = this.connection
    return !outbox.messages && !attempt?.socket?.bufferedAmount
  }

  #until(isReached: () => boolean, options: WaitOptions = {}): Promise<void> {
    const late = (timeout: number) =>
      new ConnectTimeoutError(`Not reached within ${timeout} ms; the client is ${this.state.name}`)
    return wait(this.clock, options, Infinity, late, (resolve, reject) => {
      // No event tells that the browser's buffer empties.
      const look = this.clock.timer(() => check())
      const check = () => {
        const { state } = this
        // Looked at first: what was dropped by the close is not drained.
        if (state.name === 'closed') reject(new ClosedError('The client is closed', { cause: state.cause }))
        else if (isReached()) resolve(undefined)
        else if (state.name === 'open') look.start(looksApart)
      }
      this.#emitter.on('state', check)
      check()
      return () => {
        look.stop()
        this.#emitter.off('state', check)
      }
    })
  }
}
