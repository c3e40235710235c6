import { ClosedError } from '../errors.ts'
import { systemClock, type Clock, type Timer } from '../platform/clock.ts'
import { consoleLogger, guard, nativeWebSocket, type Logger } from '../platform/globals.ts'
import type { PageSignal } from '../platform/signals.ts'
import type { Cause, CauseKind } from '../policy/cause.ts'
import { CloseCode } from '../policy/close-code.ts'
import { readNumber } from '../policy/option.ts'
import type { Overflow } from '../policy/overflow.ts'
import { Redial } from '../policy/redial.ts'
import { createRefusalAdvice } from './advice.ts'
import { Announcer } from './announcer.ts'
import {
  Attempt,
  canRefresh,
  readTarget,
  type AttemptEnd,
  type ProtocolsSource,
  type Target,
  type UrlSource,
} from './attempt.ts'
import { Closing } from './closing.ts'
import type { Data } from './data.ts'
import { createHeartbeat, type Heartbeat } from './heartbeat.ts'
import type { ConnectionOptions } from './options.ts'
import type { Drop, SendOptions } from './outbox.ts'
import { watchPageLife } from './page-life.ts'
import { Sender, type SendResult } from './sender.ts'
import { transition, type ConnectionState, type Dialler, type Endpoint, type StateEvent } from './state.ts'
import type { Transport } from './transport.ts'

// One link that outlives its sockets: does what state.ts says, and owns every timer and listener. Entering a state takes
// what that state needs, leaving it gives it back.

export interface ConnectionEvents {
  state(state: ConnectionState, previous: ConnectionState): void
  message(event: MessageEvent): void
  /** A dial failed or a link ended; told after the state that follows. */
  end(end: AttemptEnd): void
  drop(drop: Drop): void
}

/** Signals of a waking page dial at most this often (ms). */
const wakesApart = 1_000
/** What a link that we end ourselves looks like: no handshake, and no error of the network either. */
const unilateral = { wasClean: false, failed: false }

const dead = { kind: 'dead', code: CloseCode.HeartbeatTimeout, reason: 'heartbeat timeout', ...unilateral } as const

export class Connection {
  readonly #events: ConnectionEvents
  readonly #options: ConnectionOptions
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #target: Target
  readonly #redial: Redial
  readonly #stableAfter: number
  readonly #retry: Timer
  readonly #closing: Closing
  readonly #announcer = new Announcer()
  readonly #advise: (cause: Cause, url: string) => void
  readonly sender: Sender
  readonly heartbeat: Heartbeat | undefined

  #state: ConnectionState = Object.freeze({ name: 'idle' })
  #attempt: Attempt | undefined
  #dialledAt = -Infinity
  #openedAt = 0
  #drainTime = 0
  #url = ''
  #stopWatching: (() => void) | undefined

  /** @throws TypeError, RangeError or DOMException for wrong options, URL or subprotocols */
  constructor(
    url: UrlSource,
    protocols: ProtocolsSource,
    options: ConnectionOptions,
    overflow: Overflow,
    events: ConnectionEvents,
  ) {
    const clock = options.clock ?? systemClock
    this.#events = events
    this.#options = options
    this.#clock = clock
    this.#logger = options.logger ?? consoleLogger
    this.#target = readTarget(url, protocols, options)
    this.#redial = new Redial(options, canRefresh(this.#target), guard)
    this.#advise = createRefusalAdvice(this.#logger)
    this.#stableAfter = readNumber('stableAfter', options.stableAfter, 5_000)
    this.sender = new Sender(options.outbox ?? {}, overflow, clock, events.drop)
    this.heartbeat = createHeartbeat(options.heartbeat, clock, this.sender, {
      dead: (error) => this.#ended({ ...dead, error }),
      unknown: () =>
        this.#logger.warn?.('holdfast: the server answers no pings, so the heartbeat only observes from now on'),
    })
    this.#retry = clock.timer(() => this.#dial('timer'))
    this.#closing = new Closing(clock, this.sender, {
      dial: () => this.#attempt ?? this.#begin(this.#redial.attempt, undefined),
      unanswered: () => this.#finish({ kind: 'user', code: CloseCode.Abnormal, reason: '', ...unilateral }),
    })
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** The URL dialled last, whole; '' before. */
  get url(): string {
    return this.#url
  }

  get transport(): Transport | undefined {
    return this.#attempt?.transport
  }

  /** Of this and all later sockets; as long as it is not set, each has its own default. */
  set binaryType(type: BinaryType) {
    this.#target.binaryType = type
    if (this.transport) this.transport.binaryType = type
  }

  /** Dials for the first time. Without a WebSocket at hand (server rendering) the connection stays idle. */
  start(): void {
    if (this.#options.signal?.aborted) this.close()
    else this.#dial('start')
  }

  /** Dials now, in whatever state: replaces an open link, cuts a wait short, brings a closed connection back. */
  reconnect(): void {
    const cause = this.#cause('user', CloseCode.Replaced, 'reconnect')
    this.#redial.reset()
    this.#dial('user', cause)
    if (cause.opened) this.#announceEnd({ ...cause, ...unilateral })
  }

  /** @throws ClosedError after `close()` or a terminal cause; OutboxFullError as the overflow policy says */
  send(data: Data, options?: SendOptions): SendResult {
    const { name } = this.#state
    if (name === 'closing' || name === 'closed') throw new ClosedError(`Cannot send: the connection is ${name}`)
    if (name === 'idle') this.start()
    return this.sender.send(data, options)
  }

  /** Ends it for good; up to `drain` ms are given to what still waits. */
  close(code: number = CloseCode.Normal, reason = '', drain = 0): void {
    this.#drainTime = drain
    this.#dispatch({ type: 'close', cause: this.#cause('user', code, reason) })
  }

  #dispatch(event: StateEvent): void {
    const previous = this.#state
    const state = transition(previous, event)
    if (!state) return
    this.#state = Object.freeze(state)
    if (event.type !== 'phase') {
      this.#leave(state)
      this.#enter(state)
    }
    this.#logger.debug?.(`holdfast: ${state.name}`, state)
    this.#announcer.announce(() => this.#events.state(state, previous))
  }

  #announceEnd(end: AttemptEnd): void {
    this.#announcer.announce(() => this.#events.end(end))
  }

  #leave(next: ConnectionState): void {
    this.#retry.stop()
    if (next.name === 'open') return
    this.heartbeat?.stop()
    if (next.name === 'closing') return
    this.sender.detach()
    this.#closing.stop()
    this.#attempt?.dispose()
    this.#attempt = undefined
  }

  #enter(state: ConnectionState): void {
    switch (state.name) {
      case 'connecting':
        return this.#begin(state.attempt, state.cause)
      case 'open':
        this.#openedAt = this.#clock.now()
        return this.heartbeat?.start()
      case 'waiting':
        return this.#retry.start(state.delay)
      case 'closing':
        return this.#closing.begin(this.#drainTime, () => this.#hangUp(state.cause))
      case 'closed':
        this.#stopWatching?.()
        this.#stopWatching = undefined
        this.sender.clear('closed')
    }
  }

  #dial(by: Dialler, cause?: Cause): void {
    if (!this.#Socket) return
    this.#dispatch({ type: 'dial', by, attempt: this.#redial.attempt, ...(cause && { cause }) })
  }

  get #Socket() {
    return this.#options.WebSocket ?? nativeWebSocket()
  }

  #begin(number: number, cause: Cause | undefined): void {
    const Socket = this.#Socket
    if (!Socket) return
    this.#stopWatching ??= this.#watch()
    this.#dialledAt = this.#clock.now()
    const context = { attempt: number, ...(cause && { cause }) }
    const attempt = new Attempt(this.#target, Socket, this.#clock, context, {
      phase: (phase) => {
        this.#url = attempt.url
        this.#dispatch({ type: 'phase', phase })
      },
      open: (transport, endpoint) => this.#opened(transport, endpoint),
      message: (event) => this.#received(event),
      end: (end) => this.#ended(end),
    })
    this.#attempt = attempt
    void attempt.start()
  }

  #opened(transport: Transport, endpoint: Endpoint): void {
    this.sender.attach(transport, this.heartbeat?.knowsPongs === true)
    this.#dispatch({ type: 'open', ...endpoint })
    this.#announcer.announce(() => transport === this.transport && this.sender.drain())
  }

  #received(event: MessageEvent): void {
    if (this.#state.name !== 'open') return
    const { data } = event
    // A driven clock knows nothing of the browser's time stamps, and Node's sockets have none.
    const time = (this.#clock === systemClock && event.timeStamp) || this.#clock.now()
    if (!this.heartbeat?.received(data, time)) {
      this.sender.tap?.received(data)
      this.#events.message(event)
    }
    this.sender.nudge()
  }

  #ended(end: AttemptEnd): void {
    if (this.#state.name === 'closing') return this.#finish(end)
    const { kind, code, reason, error, terminal = false } = end
    const { cause, wait } = this.#redial.after({
      ...this.#cause(kind, code, reason),
      ...(error !== undefined && { error }),
      stable: this.#isStable,
      terminal,
    })
    this.#advise(cause, this.#url)
    const { attempt } = this.#redial
    if (wait) this.#dispatch({ type: 'retry', cause, attempt, retryAt: this.#clock.wall() + wait.delay, ...wait })
    else this.#dispatch({ type: 'stop', cause })
    this.#announceEnd(end)
  }

  #suspend(signal: PageSignal): void {
    const cause = this.#cause('page', CloseCode.PageSuspended, signal)
    if (this.#isStable) this.#redial.reset()
    this.#dispatch({ type: 'suspend', cause })
    if (cause.opened) this.#announceEnd({ ...cause, ...unilateral })
  }

  #wake(): void {
    const state = this.#state
    if (state.name !== 'waiting' || state.held) return
    const delay = this.#dialledAt + wakesApart - this.#clock.now()
    const retryAt = this.#clock.wall() + delay
    if (delay <= 0) this.#dial('wake')
    else if (retryAt < state.retryAt) this.#dispatch({ ...state, type: 'retry', delay, retryAt })
  }

  /** Asks the peer to close. A link that is not that far is given up. */
  #hangUp({ code, reason }: Cause): Transport | undefined {
    const { transport } = this
    if (transport) transport.close(code === CloseCode.NoStatus ? undefined : code, reason)
    else this.#attempt?.dispose()
    return transport
  }

  #finish(end: AttemptEnd): void {
    if (this.#state.name !== 'closing') return
    this.#dispatch({ type: 'stop', cause: this.#state.cause })
    this.#announceEnd(end)
  }

  #cause(kind: CauseKind, code: number, reason: string): Cause {
    const opened = this.#state.name === 'open'
    const { unconfirmed } = this.sender
    return {
      kind,
      code,
      reason,
      opened,
      failures: this.#redial.failures,
      ...(opened && unconfirmed && { unconfirmed }),
    }
  }

  get #isStable(): boolean {
    return this.#state.name === 'open' && this.#clock.now() - this.#openedAt >= this.#stableAfter
  }

  #watch(): () => void {
    const { signal } = this.#options
    const close = () => this.close()
    const stop = watchPageLife({
      suspend: (reason) => this.#suspend(reason),
      restore: () => this.#dial('return'),
      probe: (urgent) => this.#state.name === 'open' && this.heartbeat?.probe(urgent),
      wake: () => this.#wake(),
    })
    signal?.addEventListener('abort', close)
    return () => {
      stop()
      signal?.removeEventListener('abort', close)
    }
  }
}
