import { HeartbeatTimeoutError } from '../errors.ts'
import { systemClock, type Clock, type Timer } from '../platform/clock.ts'
import { guard, type Log } from '../platform/globals.ts'
import type { Volume } from '../policy/cause.ts'
import { readOptions, wrongOption } from '../policy/option.ts'
import { checkMessage, type Data } from './data.ts'
import { Proof } from './proof.ts'

// Decides that a link is dead; does not close it. One per connection, started anew for each link. Any inbound frame is
// life: the heartbeat asks only after silence, and one timer looks at the time of the last frame.

/** How a connection finds out that its link is dead: by asking after silence, or by expecting the server's own traffic. */
export type HeartbeatOptions = PingOptions | PassiveOptions

/** Asks after silence. */
export interface PingOptions {
  /** What is sent as a ping, or a function that makes it. */
  message?: Data | (() => Data)
  /** Which inbound message answers a ping; the application does not see it. Without it every message is an answer. */
  pong?: string | ((data: unknown) => boolean)
  /** A ping goes out after so many ms without an inbound message. @default 25_000 */
  interval?: number
  /** The link is dead if so many ms after a ping nothing came in. @default 10_000 */
  timeout?: number
}

/** Expects the server's own traffic. */
export interface PassiveOptions {
  /** Sends nothing, and takes the link for dead after so many ms without an inbound message. */
  passive: number
}

/** How pings travel, and what their answers prove received. */
export interface PingLane {
  sendPing(message: Data): void
  readonly sent: Volume
}

/** A timer this late, or clocks this far apart (ms), mean that the machine or the page slept. */
const sleepNoticed = 5_000
/** How long a probe waits at least (ms): a network that wakes up is slow. */
const leastProbe = 3_000
/** Probes closer together (ms) are one; a message this young (ms) makes one needless. */
const probesApart = 250
const youngMessage = 5_000
/** Events whose time is this close (ms) to the clock's tell the clock's time. */
const stampTolerance = 1_000
/** Links that died without an answer before it is clear that the server knows no pings. */
const silentLinksToTell = 2

/** The heartbeat for these options; none if they are absent or say nothing of what to send or to expect. */
export function createHeartbeat(
  options: HeartbeatOptions,
  ...rest: [clock: Clock, lane: PingLane, log: Log, dead: (error: HeartbeatTimeoutError) => void]
): Heartbeat | undefined {
  const { message, passive }: Partial<PingOptions & PassiveOptions> = options
  return (message ?? passive) === undefined ? undefined : new Heartbeat(options, ...rest)
}

export class Heartbeat {
  readonly #clock: Clock
  readonly #lane: PingLane
  readonly #log: Log
  readonly #dead: (error: HeartbeatTimeoutError) => void
  readonly #timer: Timer
  readonly #message: () => Data
  readonly #pong: PingOptions['pong']
  readonly #isPassive: boolean
  readonly #interval: number
  readonly #timeout: number

  #seenAt = 0
  /** The last message, if its time was not looked at yet. */
  #last: MessageEvent | undefined
  /** Whether the link's events tell the clock's time; unknown before the first one. */
  #isStamped: boolean | undefined
  /** When the last question was asked on this link; it is open while nothing came in since. */
  #askedAt = 0
  #due = 0
  #drift = 0
  #probedAt = -Infinity
  /** What is proven received on this link, where answers can be told apart. */
  #proof: Proof | undefined
  /** The worst round trip on this link (ms). */
  #worst = 0
  /** Whether answers can be told apart: by `pong`, or by who calls `answered()`. */
  knowsPongs: boolean
  /** Hears of each round-trip time (ms). */
  onLatency: ((latency: number) => void) | undefined
  /** What is known of the server, from link to link: whether it answers pings, and how many links died without. */
  #isAnswering = false
  #silentLinks = 0

  constructor(
    options: PingOptions & Partial<PassiveOptions>,
    clock: Clock,
    lane: PingLane,
    log: Log,
    dead: (error: HeartbeatTimeoutError) => void,
  ) {
    const { message = '', pong } = options
    checkMessage('heartbeat.message', message)
    if (pong !== undefined && typeof pong !== 'string' && typeof pong !== 'function') {
      throw wrongOption('heartbeat.pong', 'a string or a function', pong)
    }
    const defaults = { interval: 25_000, timeout: 10_000, passive: 0 }
    const { interval, timeout, passive } = readOptions(options, defaults, 1, 'heartbeat.')
    this.#message = typeof message === 'function' ? message : () => message
    this.#pong = pong
    this.knowsPongs = pong !== undefined
    this.#isPassive = passive > 0
    this.#interval = passive || interval
    this.#timeout = timeout
    this.#clock = clock
    this.#lane = lane
    this.#log = log
    this.#dead = dead
    this.#timer = clock.timer(() => this.#check())
  }

  /** Handed over since the last answered ping was sent; undefined where nothing can prove it. */
  get unconfirmed(): Volume | undefined {
    return this.#proof?.unproven(this.#lane.sent)
  }

  start(): void {
    this.#seenAt = this.#clock.now()
    this.#isStamped = undefined
    this.#drift = this.#clock.wall() - this.#seenAt
    this.#askedAt = 0
    this.#proof = this.knowsPongs ? new Proof(this.#lane.sent) : undefined
    this.#worst = 0
    this.#arm(this.#interval)
  }

  stop(): void {
    this.#proof = this.#last = undefined
    this.#timer.stop()
  }

  /** A message came in. True if it answers a ping, and is nobody else's business. */
  received(event: MessageEvent): boolean {
    // Nothing else happens for each message: its time is looked at when the timer is due.
    if (this.#isStamped) this.#last = event
    else this.#arrived(event)
    const pong = this.#pong
    // To read the data costs a tenth of what a message costs, so it is not read for nothing.
    const isPong = pong !== undefined && (typeof pong === 'function' ? guard(pong, event.data) : pong === event.data)
    if (isPong) this.answered()
    return !!isPong
  }

  /** The last ping was answered. */
  answered(): void {
    this.#isAnswering = true
    const askedAt = this.#proof?.answered()
    if (askedAt === undefined) return
    const latency = this.#clock.now() - askedAt
    this.#worst = Math.max(this.#worst, latency)
    this.onLatency?.(latency)
  }

  /** Asks at once because page or network woke, unless it just did. `urgent`: also if a message came just now. */
  probe(urgent: boolean): void {
    const now = this.#look()
    if (this.#isPassive || now - this.#probedAt < probesApart) return
    const slept = this.#hasSlept(now)
    // Where the clock stood still in a sleep, every message looks young.
    if (!slept && !urgent && now - this.#seenAt < youngMessage) return
    this.#probedAt = now
    // Signals in a row must not put off the verdict on a question that is open, but a sleep answers none.
    const isAsking = this.#seenAt < this.#askedAt && !slept
    this.#ask(Math.min(isAsking ? this.#due - now : Infinity, this.#patience))
  }

  /** How long a probe waits for its answer. */
  get #patience(): number {
    return Math.max(leastProbe, 4 * this.#worst)
  }

  /** To read the clock costs more than the rest of a message, so the event's own time does where it is the same. */
  #arrived({ timeStamp }: MessageEvent): void {
    this.#seenAt = this.#clock.now()
    // Some hosts' events have no time, or one since another moment.
    this.#isStamped ??=
      this.#clock === systemClock && timeStamp > 0 && Math.abs(this.#seenAt - timeStamp) < stampTolerance
  }

  /** Looks at the clock and at the time of the last message. */
  #look(): number {
    this.#seenAt = this.#last?.timeStamp ?? this.#seenAt
    this.#last = undefined
    return this.#clock.now()
  }

  /** Whether machine or page slept since the last look. */
  #hasSlept(now: number): boolean {
    const drift = this.#clock.wall() - now
    const slept = now - this.#due > sleepNoticed || Math.abs(drift - this.#drift) > sleepNoticed
    this.#drift = drift
    return slept
  }

  #check(): void {
    const now = this.#look()
    const silence = now - this.#seenAt
    const isSilent = silence >= this.#interval
    // Whether machine or page slept since the last look: what is overdue then proves nothing.
    if (this.#hasSlept(now)) {
      this.#probedAt = now
      return this.#isPassive ? this.#arm(this.#interval) : this.#ask(this.#patience)
    }
    if (this.#seenAt < this.#askedAt) return this.#expire(silence)
    if (this.#askedAt && !this.knowsPongs) this.#isAnswering = true
    if (isSilent && this.#isPassive) this.#expire(silence)
    else if (isSilent || this.#owesProof(now)) this.#ask(this.#timeout)
    else this.#arm(this.#interval - silence)
  }

  /** On a busy link no silence calls for a ping, but only an answered ping proves what was received. */
  #owesProof(now: number): boolean {
    return now - this.#askedAt >= this.#interval && !!this.unconfirmed?.messages
  }

  #ask(patience: number): void {
    const now = this.#clock.now()
    this.#askedAt = now
    this.#arm(patience)
    const message = guard(this.#message)
    if (message === undefined) return
    this.#proof?.asked(now, this.#lane.sent)
    this.#lane.sendPing(message)
  }

  #expire(silence: number): void {
    if (!this.#isAnswering && !this.#isPassive) {
      // Whatever is silent here may be alive, and answers nothing.
      if (this.#silentLinks === silentLinksToTell) return this.#ask(this.#interval)
      if (++this.#silentLinks === silentLinksToTell) {
        this.#log('warn', 'holdfast: the server answers no pings, so the heartbeat only observes')
      }
    }
    this.#dead(new HeartbeatTimeoutError(`Nothing came from the server for ${Math.round(silence)} ms`))
  }

  #arm(delay: number): void {
    this.#due = this.#clock.now() + delay
    this.#timer.start(delay)
  }
}
