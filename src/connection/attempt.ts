import { ConnectTimeoutError, isHoldfastError } from '../errors.ts'
import type { Clock, Timer } from '../platform/clock.ts'
import type { WebSocketLike } from '../platform/globals.ts'
import { watchPolicy } from '../platform/signals.ts'
import { resolveUrl, showUrl } from '../platform/url.ts'
import type { CauseKind } from '../policy/cause.ts'
import { Authentication } from './authentication.ts'
import type { Data } from './data.ts'
import type { Endpoint, Phase } from './state.ts'
import { ask, readProtocols, type Authenticate, type DialContext, type Target } from './target.ts'

// One attempt at a link, and the link that comes of it: asks the providers, opens the socket, authenticates. It evens out
// the engines' differences and knows nothing of retries. It owns its one native socket and its timer until it ends or is
// disposed of; after that nothing of it is heard again, whatever still arrives.

/** How an attempt, or the link that came of it, ended. */
export interface AttemptEnd {
  readonly kind: CauseKind
  readonly code: number
  readonly reason: string
  /** Whether both sides said goodbye. Not so where we end the link ourselves. */
  readonly wasClean?: boolean
  /** Whether an `error` event belongs before the `close`. */
  readonly failed?: boolean
  readonly error?: unknown
  /** No retry will help. */
  readonly terminal?: boolean
}

export interface AttemptEvents {
  phase(phase: Phase, url: string): void
  open(socket: WebSocketLike, endpoint: Endpoint): void
  message(event: MessageEvent): void
  end(end: AttemptEnd): void
}

/** How long (ms) the `close` of an open link may come after its `error`: WebKit's brings the code, in a later task. */
const closeGrace = 100

const abnormal = { code: 1006, reason: '', wasClean: false }

export class Attempt {
  readonly #target: Target
  readonly #events: AttemptEvents
  readonly #timer: Timer
  readonly #about: Omit<DialContext, 'signal'>
  #controller: AbortController | undefined
  #authentication: Authentication | undefined
  #stopWatching: (() => void) | undefined
  #isOpen = false
  #isOver = false
  /** Whether the socket fired `error`, and what Node's sockets say in it. */
  #hasFailed = false
  #error: unknown
  #url = ''
  /** Undefined before the dial, or if the constructor threw. */
  socket: WebSocketLike | undefined

  constructor(target: Target, clock: Clock, about: Omit<DialContext, 'signal'>, events: AttemptEvents) {
    this.#target = target
    this.#about = about
    this.#events = events
    this.#timer = clock.timer(() => this.#timedOut())
  }

  /** Never calls back before it returns, so that two calls of `reconnect()` in a row make one socket. */
  async start(): Promise<void> {
    const { url, protocols, connectTimeout } = this.#target
    const context = () => this.#context()
    this.#timer.start(connectTimeout)
    try {
      const answers = await Promise.all([ask(url, context), ask(protocols, context)])
      if (!this.#isOver) this.#dial(resolveUrl(answers[0]), readProtocols(answers[1]))
    } catch (error) {
      this.#fail('provider', error)
    }
  }

  /** Asks the peer to close; false if no socket is there to do so, and the attempt is given up. */
  close(code: number | undefined, reason: string): boolean {
    if (!this.socket) this.dispose()
    else if (code) this.socket.close(code, reason)
    else this.socket.close()
    return !!this.socket
  }

  /** Ends everything at once and in silence. The socket is closed as a courtesy that nobody waits for. */
  dispose(): void {
    const { socket } = this
    this.#isOver = true
    // Later, since the user's listeners of the signal may call anything, and the next state is not reached yet.
    void Promise.resolve().then(() => this.#controller?.abort())
    this.#timer.stop()
    this.#stopWatching?.()
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.onerror = () => undefined // Node's `ws` throws an error that nobody listens to
    try {
      socket.close(1000, '')
    } catch {
      // Nobody waits for it, so nobody needs to know that it failed.
    }
  }

  /** Most dials have no provider, and need no signal. */
  #context(): DialContext {
    this.#controller ??= new AbortController()
    return { ...this.#about, signal: this.#controller.signal }
  }

  #dial(url: string, protocols: string[]): void {
    this.#url = url
    this.#events.phase('dial', url)
    if (this.#isOver) return // a listener of the phase closed or dialled anew
    this.#stopWatching = watchPolicy(url, () => {
      this.#end('refused', 1006, 'blocked-by-csp', undefined, { terminal: true })
    })
    try {
      const Socket = this.#target.findSocket()!
      this.#listen((this.socket = new Socket(url, protocols)), protocols)
    } catch (error) {
      this.#failed(error, true)
    }
  }

  #listen(socket: WebSocketLike, protocols: string[]): void {
    const { binaryType } = this.#target
    if (binaryType) socket.binaryType = binaryType
    socket.onopen = () => void this.#opened(socket, protocols)
    socket.onmessage = (event: MessageEvent) => this.#received(event)
    socket.onclose = (event: CloseEvent) => this.#closed(event)
    socket.onerror = ({ error }: ErrorEvent) => this.#failed(error, socket.readyState === 3)
  }

  async #opened(socket: WebSocketLike, protocols: string[]): Promise<void> {
    // Fakes may have neither.
    const protocol = socket.protocol || ''
    const extensions = socket.extensions || ''
    // Firefox and WebKit open a link whose subprotocol does not answer the offer; the standard fails it.
    if (protocols.length ? !protocols.includes(protocol) : protocol) {
      const error = new Error(`The server chose the subprotocol "${protocol}", offered were [${protocols.join(', ')}]`)
      this.#failed(error, false)
      return this.#closed(abnormal)
    }
    const { authenticate } = this.#target
    try {
      if (authenticate !== undefined) await this.#authenticate(authenticate, socket)
    } catch (error) {
      return this.#fail('auth', error)
    }
    if (this.#isOver) return
    this.#isOpen = true
    this.#timer.stop()
    this.#stopWatching?.()
    this.#events.open(socket, { url: showUrl(this.#url), protocol, extensions })
    for (const event of this.#authentication?.held ?? []) if (!this.#isOver) this.#events.message(event)
    this.#authentication = undefined
  }

  async #authenticate(authenticate: Authenticate, socket: WebSocketLike): Promise<void> {
    const context = this.#context()
    const send = (data: Data) => socket.send(data as string)
    this.#authentication = new Authentication()
    this.#events.phase('authenticate', this.#url)
    const link = this.#authentication.link(send, context.signal)
    const first = typeof authenticate === 'function' ? await authenticate({ ...context, link }) : authenticate
    if (first !== undefined && !this.#isOver) send(first)
  }

  #received(event: MessageEvent): void {
    if (this.#isOpen) this.#events.message(event)
    else if (this.#authentication?.message(event) === false) {
      this.#fail('auth', new Error('Too many messages came before authentication'))
    }
  }

  #failed(error: unknown, isOver: boolean): void {
    this.#hasFailed = true
    this.#error = error
    // After `error` Firefox, WebKit and Chromium each have cases in which no `close` follows.
    if (isOver) this.#timer.start(this.#isOpen ? closeGrace : 0)
  }

  #timedOut(): void {
    if (this.#hasFailed) return this.#closed(abnormal)
    const place = this.#url ? `at ${showUrl(this.#url)}` : 'from the URL provider'
    const held = this.#authentication?.held.length
    // Who answers under another id would never learn it.
    const missed = held ? `: authenticate took none of ${held} messages` : ''
    const error = new ConnectTimeoutError(
      `No open link ${place} within ${this.#target.connectTimeout} ms (connectTimeout)${missed}`,
    )
    this.#end('timeout', 4950, 'connect timeout', error)
  }

  #closed({ code, reason, wasClean }: typeof abnormal): void {
    const kind = code !== 1006 ? 'server' : this.#isOpen ? 'lost' : 'refused'
    this.#end(kind, code, reason || '', this.#error, { wasClean, failed: this.#hasFailed })
  }

  #fail(place: 'provider' | 'auth', error: unknown): void {
    const reason = error instanceof Error ? error.name : ''
    const isUnauthorized = isHoldfastError(error) && error.name === 'Unauthorized'
    const kind = isUnauthorized ? 'auth' : place
    const terminal = isUnauthorized || reason === 'SecurityError'
    this.#end(kind, kind === 'auth' ? 4953 : 4952, reason, error, { terminal })
  }

  #end(kind: CauseKind, code: number, reason: string, error: unknown, more?: Partial<AttemptEnd>): void {
    if (this.#isOver) return
    this.dispose()
    this.#events.end({ kind, code, reason, error, failed: true, ...more })
  }
}
