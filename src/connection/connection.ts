import { ClosedError } from '../errors.ts'
import { systemClock, systemRandom, type Clock, type Timer } from '../platform/clock.ts'
import { guard, nativeWebSocket, readLogger, type Logger } from '../platform/globals.ts'
import type { PageSignal } from '../platform/signals.ts'
import type { Cause, CauseKind } from '../policy/cause.ts'
import { CloseCode } from '../policy/close-code.ts'
import { readNumber } from '../policy/option.ts'
import type { Overflow } from '../policy/overflow.ts'
import { Redial } from '../policy/redial.ts'
import { Announcer } from './announcer.ts'
import { canRefresh, readTarget, type AttemptEnd, type ProtocolsSource, type UrlSource } from './attempt.ts'
import { checkClose, Closing } from './closing.ts'
import type { Data } from './data.ts'
import { Link } from './link.ts'
import { checkKinds, type ConnectionOptions } from './options.ts'
import type { Drop } from './outbox.ts'
import { watchPageLife } from './page-life.ts'
import type { SendResult } from './sender.ts'
import { transition, type ConnectionState, type Dialler, type Endpoint, type StateEvent } from './state.ts'
import type { SendOptions } from './waiting.ts'

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
/** The end of a close that the peer did not confirm, or for which there was no peer. */
const unanswered = { kind: 'user', code: CloseCode.Abnormal, reason: '', wasClean: false } as const

/** What a link that we end ourselves looks like: no handshake, and no error of the network either. */
const unilateral = { wasClean: false, failed: false }

export class Connection {
  readonly #events: ConnectionEvents
  readonly #options: ConnectionOptions
  readonly #clock: Clock
  readonly #logger: Required<Logger>
  readonly #redial: Redial
  readonly #stableAfter: number
  readonly #retry: Timer
  readonly #closing: Closing
  readonly #announcer = new Announcer()
  readonly link: Link

  #state: ConnectionState = Object.freeze({ name: 'idle' })
  #dialledAt = -Infinity
  #openedAt = 0
  #drainTime = 0
  #stopWatching: (() => void) | undefined

  /** @throws TypeError, RangeError or DOMException for wrong options, URL or subprotocols */
  constructor(
    url: UrlSource,
    protocols: ProtocolsSource,
    options: ConnectionOptions,
    overflow: Overflow,
    events: ConnectionEvents,
  ) {
    checkKinds(options)
    const clock = (this.#clock = options.clock ?? systemClock)
    this.#events = events
    this.#options = options
    this.#logger = readLogger(options.logger)
    const target = readTarget(url, protocols, options)
    this.#redial = new Redial(options, systemRandom, canRefresh(target), guard)
    this.#stableAfter = readNumber('stableAfter', options.stableAfter, 5_000)
    this.#retry = clock.timer(() => this.#dial('timer'))
    this.link = new Link(target, options, overflow, clock, this.#logger, {
      phase: (phase) => this.#dispatch({ type: 'phase', phase }),
      open: (endpoint) => this.#opened(endpoint),
      message: (event) => this.#state.name === 'open' && events.message(event),
      end: (end) => this.#ended(end),
      drop: events.drop,
    })
    this.#closing = new Closing(clock, this.link.sender, {
      dial: () => this.link.isWanted || this.#begin(this.#redial.attempt),
      unanswered: () => this.#finish({ ...unanswered, failed: this.link.isWanted && !this.link.transport }),
    })
    this.#stopWatching = this.#watch()
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Dials for the first time. Without a WebSocket at hand (server rendering) the connection stays idle. */
  start(): void {
    if (this.#options.signal?.aborted) this.close(CloseCode.Normal)
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
    return this.link.sender.send(data, options)
  }

  /** Ends it for good; up to `drain` ms are given to what still waits. Throws as the native `close()` does. */
  close(code?: number, reason = '', drain = 0): void {
    checkClose(code, reason)
    this.#drainTime = drain
    this.#dispatch({ type: 'close', cause: this.#cause('user', code ?? CloseCode.NoStatus, reason) })
  }

  #dispatch(event: StateEvent): void {
    const previous = this.#state
    const state = transition(previous, event)
    if (!state) return
    this.#state = Object.freeze(state)
    if (event.type !== 'phase') this.#enter(state)
    this.#logger.debug(`holdfast: ${state.name}`, state)
    this.#announcer.announce(() => this.#events.state(state, previous))
  }

  #announceEnd(end: AttemptEnd): void {
    this.#announcer.announce(() => this.#events.end(end))
  }

  /** Gives back what the state before held and this one does not need, and takes what this one needs. */
  #enter(state: ConnectionState): void {
    this.#retry.stop()
    if (state.name !== 'open') this.link.heartbeat?.stop()
    if (state.name !== 'open' && state.name !== 'closing') {
      this.#closing.stop()
      this.link.dispose()
    }
    switch (state.name) {
      case 'connecting':
        return this.#begin(state.attempt, state.cause)
      case 'open':
        this.#openedAt = this.#clock.now()
        return this.link.heartbeat?.start()
      case 'waiting':
        return this.#retry.start(state.delay)
      case 'closing':
        return this.#closing.begin(this.#drainTime, () => this.link.close(state.cause.code, state.cause.reason))
      case 'closed':
        this.#stopWatching?.()
        this.#stopWatching = undefined
        this.link.sender.clear('closed')
    }
  }

  #dial(by: Dialler, cause?: Cause): void {
    if (!this.#Socket) return
    this.#dispatch({ type: 'dial', by, attempt: this.#redial.attempt, ...(cause && { cause }) })
  }

  get #Socket() {
    return this.#options.WebSocket ?? nativeWebSocket()
  }

  #begin(attempt: number, cause?: Cause): void {
    const Socket = this.#Socket
    if (!Socket) return
    this.#stopWatching ??= this.#watch()
    this.#dialledAt = this.#clock.now()
    this.link.dial(Socket, { attempt, ...(cause && { cause }) })
  }

  #opened(endpoint: Endpoint): void {
    const { sender, transport } = this.link
    this.#dispatch({ type: 'open', ...endpoint })
    // What listeners of the opening send goes ahead of what waits.
    this.#announcer.announce(() => transport === this.link.transport && sender.drain())
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

  #finish(end: AttemptEnd): void {
    if (this.#state.name !== 'closing') return
    this.#dispatch({ type: 'stop', cause: this.#state.cause })
    this.#announceEnd(end)
  }

  #cause(kind: CauseKind, code: number, reason: string): Cause {
    const opened = this.#state.name === 'open'
    const { unconfirmed } = this.link.sender
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
    const life = {
      suspend: (reason: PageSignal) => this.#suspend(reason),
      restore: () => this.#dial('return'),
      probe: (urgent: boolean) => this.#state.name === 'open' && this.link.heartbeat?.probe(urgent),
      wake: () => this.#wake(),
      close: () => this.close(CloseCode.Normal),
    }
    return watchPageLife(life, this.#options.signal)
  }
}
