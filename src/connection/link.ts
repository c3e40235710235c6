import { systemClock, type Clock } from '../platform/clock.ts'
import type { Logger, WebSocketConstructor } from '../platform/globals.ts'
import { CloseCode } from '../policy/close-code.ts'
import type { Overflow } from '../policy/overflow.ts'
import { RefusalAdvice } from './advice.ts'
import { Attempt, type AttemptEnd, type DialContext, type Target } from './attempt.ts'
import { createHeartbeat, type Heartbeat } from './heartbeat.ts'
import type { ConnectionOptions } from './options.ts'
import type { Drop } from './outbox.ts'
import { Sender } from './sender.ts'
import type { Endpoint, Phase } from './state.ts'
import type { Transport } from './transport.ts'

// What is under a connection right now: at most one attempt, the heartbeat that watches it and the sender that feeds it.
// Heartbeat and sender stay from one attempt to the next, and keep what they know of the server and what still waits.

export interface LinkEvents {
  phase(phase: Phase): void
  open(endpoint: Endpoint): void
  message(event: MessageEvent): void
  end(end: AttemptEnd): void
  drop(drop: Drop): void
}

export class Link {
  readonly #target: Target
  readonly #clock: Clock
  readonly #events: LinkEvents
  readonly #advice: RefusalAdvice
  readonly sender: Sender
  readonly heartbeat: Heartbeat | undefined
  #attempt: Attempt | undefined
  /** The URL dialled last, whole; '' before. */
  url = ''

  constructor(
    target: Target,
    options: ConnectionOptions,
    overflow: Overflow,
    clock: Clock,
    logger: Required<Logger>,
    events: LinkEvents,
  ) {
    this.#target = target
    this.#clock = clock
    this.#events = events
    this.#advice = new RefusalAdvice(logger)
    this.sender = new Sender(options.outbox ?? {}, overflow, clock, events.drop)
    this.heartbeat = createHeartbeat(options.heartbeat, clock, this.sender, {
      dead: (error) =>
        events.end({
          kind: 'dead',
          code: CloseCode.HeartbeatTimeout,
          reason: 'heartbeat timeout',
          wasClean: false,
          failed: false,
          error,
        }),
      unknown: () => logger.warn('holdfast: the server answers no pings, so the heartbeat only observes from now on'),
    })
  }

  get transport(): Transport | undefined {
    return this.#attempt?.transport
  }

  /** Whether there is an attempt, in whatever phase. */
  get isWanted(): boolean {
    return this.#attempt !== undefined
  }

  /** Of this and all later sockets; as long as it is not set, each has its own default. */
  set binaryType(type: BinaryType) {
    this.#target.binaryType = type
    const { socket } = this.transport ?? {}
    if (socket) socket.binaryType = type
  }

  dial(Socket: WebSocketConstructor, context: Omit<DialContext, 'signal'>): void {
    const attempt = new Attempt(this.#target, Socket, this.#clock, context, {
      ...this.#events,
      phase: (phase) => {
        this.url = attempt.url
        this.#events.phase(phase)
      },
      open: (transport, endpoint) => {
        this.sender.attach(transport, this.heartbeat?.knowsPongs === true)
        this.#advice.opened()
        this.#events.open(endpoint)
      },
      message: (event) => this.#received(event),
      end: (end) => {
        if (end.kind === 'refused') this.#advice.refused(this.url)
        this.#events.end(end)
      },
    })
    this.#attempt = attempt
    void attempt.start()
  }

  /** Asks the peer to close; false if no socket is there to do so, and the attempt is given up. */
  close(code: number, reason: string): boolean {
    const { transport } = this
    if (!transport) this.#attempt?.dispose()
    transport?.close(code === CloseCode.NoStatus ? undefined : code, reason)
    return transport !== undefined
  }

  /** Ends whatever there is, at once and in silence. What waits to be sent goes on waiting. */
  dispose(): void {
    this.heartbeat?.stop()
    this.sender.detach()
    this.#attempt?.dispose()
    this.#attempt = undefined
  }

  #received(event: MessageEvent): void {
    // A driven clock knows nothing of the browser's time stamps, and Node's sockets have none.
    const time = (this.#clock === systemClock && event.timeStamp) || this.#clock.now()
    if (!this.heartbeat?.received(event.data, time)) {
      this.sender.tap?.received(event.data)
      this.#events.message(event)
    }
    this.sender.nudge()
  }
}
