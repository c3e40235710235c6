import type { Clock } from '../platform/clock.ts'
import { createLog, type Log, type WebSocketLike } from '../platform/globals.ts'
import { showUrl } from '../platform/url.ts'
import type { Cause } from '../policy/cause.ts'
import { Attempt, type AttemptEnd, type AttemptEvents } from './attempt.ts'
import type { Drop, Overflow } from './drop.ts'
import { createHeartbeat, type Heartbeat } from './heartbeat.ts'
import { readKinds, type ConnectionOptions } from './options.ts'
import { Outbox } from './outbox.ts'
import type { Endpoint, Phase } from './state.ts'
import { readTarget, type ProtocolsSource, type Target, type UrlSource } from './target.ts'

// What is under a connection right now: at most one attempt, the heartbeat that watches it and the outbox that feeds it.
// Heartbeat and outbox stay from one attempt to the next, and keep what they know of the server and what still waits.

/** So many refusals in a row, without a link before them, are explained to the developer. */
const refusalsToExplain = 3

export abstract class Link implements AttemptEvents {
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal | undefined
  readonly target: Target
  readonly outbox: Outbox
  readonly heartbeat: Heartbeat | undefined
  attempt: Attempt | undefined
  /** The URL dialled last, whole; '' before. */
  url = ''
  #refusals = 0

  /** @throws TypeError, RangeError or DOMException for wrong options, URL or subprotocols */
  constructor(
    url: UrlSource,
    protocols: ProtocolsSource,
    options: ConnectionOptions,
    overflow: Overflow,
    drop: (drop: Drop) => void,
  ) {
    const { clock, logger, outbox, heartbeat, signal } = readKinds(options)
    this.clock = clock
    this.log = createLog(logger)
    this.signal = signal
    this.target = readTarget(url, protocols, options)
    this.outbox = new Outbox(outbox, overflow, clock, drop, () => this.moved())
    this.heartbeat = createHeartbeat(heartbeat, clock, this.outbox, this.log, (error) =>
      this.end({ kind: 'dead', code: 4951, reason: 'heartbeat timeout', error }),
    )
  }

  protected begin(attempt: number, cause?: Cause): void {
    this.attempt = new Attempt(this.target, this.clock, { attempt, cause }, this)
    void this.attempt.start()
  }

  /** Ends whatever there is, at once and in silence. What waits to be sent goes on waiting. */
  protected release(): void {
    this.outbox.detach()
    this.attempt?.dispose()
    this.attempt = undefined
  }

  abstract phase(phase: Phase, url: string): void

  open(socket: WebSocketLike, endpoint: Endpoint): void {
    this.#refusals = -Infinity
    this.outbox.attach(socket)
    this.opened(endpoint)
  }

  message(event: MessageEvent): void {
    if (!this.heartbeat?.received(event)) this.received(event)
    this.outbox.nudge()
  }

  end(end: AttemptEnd): void {
    if (end.kind === 'refused' && ++this.#refusals === refusalsToExplain) {
      this.log(
        'warn',
        `holdfast: ${showUrl(this.url)} refused three dials, and a page cannot see why. Check server, path, status (401, 403), Origin, TLS, CSP, subprotocol`,
      )
    }
    this.ended(end)
  }

  protected abstract opened(endpoint: Endpoint): void
  protected abstract received(event: MessageEvent): void
  protected abstract ended(end: AttemptEnd): void
  /** Something of what waited may have gone. */
  protected abstract moved(): void
}
