import { HeartbeatTimeoutError } from '../errors.ts'
import type { Clock, Timer } from '../platform/clock.ts'
import { guard } from '../platform/globals.ts'
import { readFunction, readNumber } from '../policy/option.ts'
import type { Data } from './data.ts'

// Decides that a link is dead; does not close it. One per connection, started anew for each link. Any inbound frame is
// life: the heartbeat asks only after silence, and one timer looks at the time of the last frame.

/** How a connection finds out that its link is dead: by asking after silence, or by expecting the server's own traffic. */
export type HeartbeatOptions = PingOptions | PassiveOptions

interface PingOptions {
  /** What is sent as a ping, or a function that makes it. */
  message?: Data | (() => Data)
  /** Which inbound message answers a ping; the application does not see it. Without it every message is an answer. */
  pong?: string | ((data: unknown) => boolean)
  /** A ping goes out after so many ms without an inbound message. @default 25_000 */
  interval?: number
  /** The link is dead if so many ms after a ping nothing came in. @default 10_000 */
  timeout?: number
}

interface PassiveOptions {
  /** Sends nothing, and takes the link for dead after so many ms without an inbound message. */
  passive: number
}

export interface Latency {
  /** Round-trip times in ms of the current or last link; undefined before the first pong. */
  readonly last: number | undefined
  readonly mean: number | undefined
  readonly worst: number | undefined
}

/** How pings travel, and what their answers prove. */
export interface PingLane {
  sendPing(message: Data): void
  pongReceived(): void
  /** Whether messages wait for the proof that an answered ping is. */
  readonly isOwedProof: boolean
}

export interface HeartbeatEvents {
  dead(error: HeartbeatTimeoutError): void
  /** The server never answered a ping on any link: from now on the heartbeat only observes. */
  unknown(): void
}

/** A timer this late, or clocks this far apart (ms), mean that the machine or the page slept. */
const sleepNoticed = 5_000
/** How long a probe waits at least (ms): a network that wakes up is slow. */
const leastProbe = 3_000
/** Probes closer together (ms) are one; a message this young (ms) makes one needless. */
const probesApart = 250
const youngMessage = 5_000
/** Links that died without an answer before it is clear that the server knows no pings. */
const silentLinksToTell = 2

const noLatency = { last: undefined, mean: undefined, worst: undefined }

/** The heartbeat for these options; none if they are absent or say nothing of what to send or to expect. */
export function createHeartbeat(
  options: HeartbeatOptions | false | undefined,
  clock: Clock,
  lane: PingLane,
  events: HeartbeatEvents,
): Heartbeat | undefined {
  if (!options || !('passive' in options || options.message !== undefined)) return undefined
  return new Heartbeat(options, clock, lane, events)
}

export class Heartbeat {
  readonly #clock: Clock
  readonly #lane: PingLane
  readonly #events: HeartbeatEvents
  readonly #timer: Timer
  readonly #message: () => Data
  readonly #isPong: ((data: unknown) => boolean) | undefined
  readonly #isPassive: boolean
  readonly #interval: number
  readonly #timeout: number

  #seenAt = 0
  /** When the question was asked that is still open. */
  #askedAt: number | undefined
  #deadline = 0
  #due = 0
  #drift = 0
  #pingedAt = 0
  #probedAt = -Infinity
  #unanswered = 0
  #latency: Latency & { count: number } = { ...noLatency, count: 0 }
  /** What is known of the server, from link to link: whether it answers pings, and how many links died without. */
  #isAnswering = false
  #silentLinks = 0

  constructor(options: HeartbeatOptions, clock: Clock, lane: PingLane, events: HeartbeatEvents) {
    this.#isPassive = 'passive' in options
    const { message = '', pong, interval, timeout } = 'passive' in options ? asPings(options) : options
    this.#message = typeof message === 'function' ? message : () => message
    this.#isPong = typeof pong === 'string' ? (data) => data === pong : readFunction('heartbeat.pong', pong)
    this.#interval = readNumber('heartbeat.interval', interval, 25_000, 1)
    this.#timeout = readNumber('heartbeat.timeout', timeout, 10_000, 1)
    this.#clock = clock
    this.#lane = lane
    this.#events = events
    this.#timer = clock.timer(() => this.#look())
  }

  get latency(): Latency {
    const { last, mean, worst } = this.#latency
    return { last, mean, worst }
  }

  /** Whether an answered ping proves what was sent before it. */
  get knowsPongs(): boolean {
    return this.#isPong !== undefined
  }

  start(): void {
    this.#seenAt = this.#clock.now()
    this.#drift = this.#clock.wall() - this.#seenAt
    this.#pingedAt = this.#seenAt
    this.#askedAt = undefined
    this.#unanswered = 0
    this.#latency = { ...noLatency, count: 0 }
    this.#arm(this.#interval)
  }

  stop(): void {
    this.#timer.stop()
  }

  /** A message came in at `time`. True if it answers a ping, and is nobody else's business. */
  received(data: unknown, time: number): boolean {
    // Nothing else happens for each message: the timer looks at the time when it is due.
    this.#seenAt = time
    if (!this.#isPong || !guard(() => this.#isPong?.(data))) return false
    this.#answered()
    return true
  }

  /** Asks at once because page or network woke, unless it just did. `urgent`: also if a message came just now. */
  probe(urgent: boolean): void {
    const now = this.#clock.now()
    if (this.#isPassive) return
    if (now - this.#probedAt < probesApart || (!urgent && now - this.#seenAt < youngMessage)) return
    this.#probedAt = now
    // Signals in a row must not put off the verdict on a question that is open.
    const isOpen = this.#askedAt !== undefined && this.#seenAt < this.#askedAt
    const left = isOpen ? this.#deadline - now : Infinity
    this.#ask(Math.min(left, this.#patience))
  }

  /** How long a probe waits for its answer. */
  get #patience(): number {
    return Math.max(leastProbe, 4 * (this.#latency.worst ?? 0))
  }

  #look(): void {
    const now = this.#clock.now()
    if (this.#overslept(now)) return this.#isPassive ? this.#arm(this.#interval) : this.#ask(this.#patience)
    const seenAt = Math.min(this.#seenAt, now)
    if (this.#askedAt !== undefined && seenAt < this.#askedAt) {
      return now < this.#deadline ? this.#arm(this.#deadline - now) : this.#expire(now - seenAt)
    }
    if (this.#askedAt !== undefined && !this.#isPong) this.#isAnswering = true
    this.#askedAt = undefined
    const silence = now - seenAt
    if (silence >= this.#interval && this.#isPassive) this.#expire(silence)
    else if (silence >= this.#interval || this.#owesProof(now)) this.#ask(this.#timeout)
    else this.#arm(this.#interval - silence)
  }

  /** On a busy link no silence calls for a ping, but only an answered ping proves what was received. */
  #owesProof(now: number): boolean {
    return this.#isPong !== undefined && now - this.#pingedAt >= this.#interval && this.#lane.isOwedProof
  }

  /** Whether machine or page slept since the last look: what is overdue then proves nothing. */
  #overslept(now: number): boolean {
    const drift = this.#clock.wall() - now
    const slept = now - this.#due > sleepNoticed || Math.abs(drift - this.#drift) > sleepNoticed
    this.#drift = drift
    return slept
  }

  #ask(patience: number): void {
    this.#askedAt = this.#clock.now()
    this.#deadline = this.#askedAt + patience
    this.#arm(patience)
    this.#pingedAt = this.#askedAt
    this.#unanswered++
    const message = guard(this.#message)
    if (message !== undefined) this.#lane.sendPing(message)
  }

  #answered(): void {
    this.#isAnswering = true
    this.#lane.pongReceived()
    this.#unanswered = Math.max(0, this.#unanswered - 1)
    // With several pings under way it is not known which one this answers.
    if (this.#unanswered > 0) return
    const rtt = this.#clock.now() - this.#pingedAt
    const { mean = 0, worst = 0, count } = this.#latency
    const sum = mean * count + rtt
    this.#latency = { last: rtt, mean: sum / (count + 1), worst: Math.max(worst, rtt), count: count + 1 }
  }

  #expire(silence: number): void {
    if (!this.#isAnswering && !this.#isPassive) {
      // Whatever is silent here may be alive, and answers nothing.
      if (this.#silentLinks === silentLinksToTell) return this.#ask(this.#interval)
      if (++this.#silentLinks === silentLinksToTell) this.#events.unknown()
    }
    this.#events.dead(new HeartbeatTimeoutError(`Nothing came from the server for ${Math.round(silence)} ms`))
  }

  #arm(delay: number): void {
    this.#due = this.#clock.now() + delay
    this.#timer.start(delay)
  }
}

function asPings({ passive }: PassiveOptions): PingOptions {
  return { interval: readNumber('heartbeat.passive', passive, 0, 1) }
}
