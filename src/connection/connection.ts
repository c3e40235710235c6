import { systemRandom, type Timer } from '../platform/clock.ts'
import { guard } from '../platform/globals.ts'
import { unwatchPage, watchPage, type PageSignal } from '../platform/signals.ts'
import type { Cause, CauseKind } from '../policy/cause.ts'
import { readOptions } from '../policy/option.ts'
import { Redial } from '../policy/redial.ts'
import type { AttemptEnd } from './attempt.ts'
import { checkClose } from './closing.ts'
import type { Drop, Overflow } from './drop.ts'
import { Link } from './link.ts'
import type { ConnectionOptions } from './options.ts'
import {
  transition,
  type ConnectionState,
  type Details,
  type Dialler,
  type Endpoint,
  type Phase,
  type StateEvent,
} from './state.ts'
import type { ProtocolsSource, UrlSource } from './target.ts'

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
/** A peer that does not confirm a close within so many ms is left to the browser, which waits for a minute. */
const patience = 750

export class Connection extends Link {
  readonly #events: ConnectionEvents
  readonly #redial: Redial
  readonly #stableAfter: number
  /** The one timer of a state, and what it does when it is due. */
  readonly #timer: Timer
  #due: (() => void) | undefined
  #announcements: (() => void)[] = []

  state: ConnectionState = Object.freeze({ name: 'idle' })
  /** When the last dial began, or its link was open. */
  #enteredAt = 0
  #drainTime = 0

  /** @throws TypeError, RangeError or DOMException for wrong options, URL or subprotocols */
  constructor(
    url: UrlSource,
    protocols: ProtocolsSource,
    options: ConnectionOptions,
    overflow: Overflow,
    events: ConnectionEvents,
  ) {
    super(url, protocols, options, overflow, events.drop)
    this.#events = events
    this.#redial = new Redial(options, systemRandom, this.target.canRefresh, guard)
    this.#stableAfter = readOptions(options, { stableAfter: 5_000 }).stableAfter
    this.#timer = this.clock.timer(() => this.#due?.())
    this.signal?.addEventListener('abort', this.#close)
  }

  /** Dials for the first time. Without a WebSocket at hand (server rendering) the connection stays idle. */
  start(): void {
    if (this.signal?.aborted) this.close(1000)
    else this.#dial('start')
  }

  /** Dials now, in whatever state: replaces an open link, cuts a wait short, brings a closed connection back. */
  reconnect(): void {
    const cause = this.#cause('user', 4955, 'reconnect')
    this.#redial.reset()
    this.#dial('user', cause)
  }

  /** Gives up an open link that nobody needs, until `start()`. */
  hangUp(): void {
    if (this.#isStable) this.#redial.reset()
    this.#move('hangUp', { cause: this.#cause('user', 4956, 'idle') })
  }

  /** Ends it for good; up to `drain` ms are given to what still waits. Throws as the native `close()` does. */
  close(code?: number, reason = '', drain = 0): void {
    const text = '' + reason // a symbol has none, and throws before anything happens
    checkClose(code, text)
    this.#drainTime = drain
    this.#move('close', { cause: this.#cause('user', code ?? 1005, text) })
  }

  /** `end`: what ends with this move. */
  #move<E extends StateEvent>(event: E, details: Details<E>, end?: AttemptEnd | false): void {
    const previous = this.state
    const state = transition(previous, event, details)
    if (!state) return
    this.state = Object.freeze(state)
    if (event !== 'phase') this.#enter(state)
    this.log('debug', `holdfast: ${state.name}`, state)
    this.#announce(() => this.#events.state(state, previous))
    if (end) this.#announce(() => this.#events.end(end))
  }

  /** Tells things in the order in which they happened, also when a listener makes the next thing happen. */
  #announce(tell: () => void): void {
    const queue = this.#announcements
    if (queue.push(tell) > 1) return
    for (; queue[0]; queue.shift()) guard(queue[0])
    this.#announcements = [] // an array that was used holds room for many
  }

  /** Gives back what the state before held and this one does not need, and takes what this one needs. */
  #enter(state: ConnectionState): void {
    const { name } = state
    this.#timer.stop()
    if (name === 'connecting' || name === 'open') this.#enteredAt = this.clock.now()
    if (name !== 'open') this.heartbeat?.stop()
    if (name !== 'open' && name !== 'closing') this.release()
    if (name === 'connecting') this.#begin(state.attempt, state.cause)
    if (name === 'open') this.heartbeat?.start()
    if (name === 'waiting') {
      if (state.delay) this.#after(state.delay, () => this.#dial('timer'))
      // In a hidden tab even a timer for nothing takes a second.
      else void Promise.resolve().then(() => this.#dial('timer'))
    }
    if (name === 'closing') {
      this.#after(this.#drainTime, () => this.#shut(state.cause))
      if (!this.#drainTime || !this.outbox.messages) this.#shut(state.cause)
      else if (!this.attempt) this.#begin(this.#redial.attempt)
    }
    if (name === 'closed') {
      this.signal?.removeEventListener('abort', this.#close)
      unwatchPage(this.#onPage)
      this.outbox.clear('closed')
    }
  }

  #after(delay: number, run: () => void): void {
    this.#due = run
    this.#timer.start(delay)
  }

  #dial(by: Dialler, lost?: Cause): void {
    if (!this.target.findSocket()) return
    const cause = lost ?? ('cause' in this.state ? this.state.cause : undefined)
    const details = { phase: 'provide', attempt: this.#redial.attempt, ...(cause && { cause }) } as const
    this.#move(by, details, lost?.opened && lost)
  }

  #begin(attempt: number, cause?: Cause): void {
    // What is watched already is so once. The page means nothing to who never dialled, and must not hold who never will.
    this.signal?.addEventListener('abort', this.#close)
    watchPage(this.#onPage)
    this.begin(attempt, cause)
  }

  phase(phase: Phase, url: string): void {
    const { state } = this
    this.url = url
    if (state.name === 'connecting') this.#move('phase', { ...state, phase })
  }

  protected opened(endpoint: Endpoint): void {
    const { state } = this
    if (state.name === 'connecting') this.#move('open', { attempt: state.attempt, ...endpoint })
    // What listeners of the opening send goes ahead of what waits.
    this.#announce(() => this.outbox.drain())
  }

  protected received(event: MessageEvent): void {
    if (this.state.name === 'open') this.#events.message(event)
  }

  protected moved(): void {
    if (this.state.name === 'closing' && !this.outbox.messages) this.#shut(this.state.cause)
  }

  protected ended(end: AttemptEnd): void {
    if (this.state.name === 'closing') return this.#move('stop', { cause: this.state.cause }, end)
    const { state } = this
    const { cause, wait } = this.#redial.after({
      ...this.#cause(end.kind, end.code, end.reason, end.error),
      stable: this.#isStable,
      terminal: !!end.terminal,
    })
    // The user's policy may have closed or reconnected: that wins, and tells of this end itself.
    if (this.state !== state) return
    if (wait) {
      const retryAt = this.clock.wall() + wait.delay
      this.#move('retry', { cause, attempt: this.#redial.attempt, retryAt, ...wait }, end)
    } else this.#move('stop', { cause }, end)
  }

  /** Asks the peer to close, and goes on without its answer. */
  #shut(cause: Cause): void {
    const isAsked = this.attempt?.close(cause.code === 1005 ? undefined : cause.code, cause.reason)
    // A dial that is given up fails, and where there is no peer nobody has to be waited for.
    const failed = !!this.attempt && !isAsked
    const end = { kind: 'user', code: 1006, reason: '', failed } as const
    this.#after(isAsked ? patience : 0, () => this.#move('stop', { cause }, end))
  }

  #cause(kind: CauseKind, code: number, reason: string, error?: unknown): Cause {
    const opened = this.outbox.isAttached
    const unconfirmed = this.heartbeat?.unconfirmed
    const { failures } = this.#redial
    return { kind, code, reason, opened, failures, error, ...(unconfirmed && { unconfirmed }) }
  }

  get #isStable(): boolean {
    return this.state.name === 'open' && this.clock.now() - this.#enteredAt >= this.#stableAfter
  }

  readonly #close = () => this.close(1000)

  readonly #onPage = (signal: PageSignal) => {
    if (signal === 'frozen' || signal === 'cached') return this.#suspend(signal)
    if (signal === 'resumed' || signal === 'restored') this.#dial('return')
    if (this.state.name === 'open') this.heartbeat?.probe(signal === 'offline')
    if (signal !== 'offline') this.#wake()
  }

  #suspend(signal: PageSignal): void {
    const cause = this.#cause('page', 4954, signal)
    if (this.#isStable) this.#redial.reset()
    this.#move('suspend', { cause }, cause.opened && cause)
  }

  #wake(): void {
    const { state } = this
    if (state.name !== 'waiting' || state.held) return
    const delay = this.#enteredAt + wakesApart - this.clock.now()
    const retryAt = this.clock.wall() + delay
    if (delay <= 0) this.#dial('wake')
    else if (retryAt < state.retryAt) this.#move('retry', { ...state, delay, retryAt })
  }
}
