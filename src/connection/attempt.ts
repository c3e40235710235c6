import { ConnectTimeoutError, isHoldfastError } from '../errors.ts'
import type { Clock, Timer } from '../platform/clock.ts'
import { domException, type WebSocketConstructor } from '../platform/globals.ts'
import { watchPolicy } from '../platform/signals.ts'
import { resolveUrl, showUrl } from '../platform/url.ts'
import type { Cause, CauseKind } from '../policy/cause.ts'
import { CloseCode } from '../policy/close-code.ts'
import { readNumber } from '../policy/option.ts'
import { Authentication, type AuthenticationLink } from './authentication.ts'
import type { Data } from './data.ts'
import type { Endpoint, Phase } from './state.ts'
import { Transport, type TransportEnd } from './transport.ts'

// One attempt at a link: asks the providers, opens the socket, authenticates. It owns its socket and its timer until it
// ends or is disposed of; after that nothing of it is heard again, whatever still arrives.

/** What a provider is called with, anew for each attempt. */
export interface DialContext {
  /** Why the previous attempt or link ended; absent at the first dial. */
  readonly cause?: Cause
  /** Counts from 1; back to 1 after a link stayed up for `stableAfter`. */
  readonly attempt: number
  /** Aborts when this attempt is over, for example after `connectTimeout`. */
  readonly signal: AbortSignal
}

type Provider<T> = (context: DialContext) => T | Promise<T>

/** A URL as `new WebSocket()` takes it, or an (async) function that gives one for each attempt. */
export type UrlSource = string | URL | Provider<string | URL>

/** Subprotocols to offer, or an (async) function that gives them for each attempt. */
export type ProtocolsSource = string | string[] | Provider<string | string[] | undefined>

/** The first message of each link, or an (async) function that gives it, or that talks to the server over the `link`. */
export type Authenticate =
  Data | ((context: DialContext & { link: AuthenticationLink }) => Data | void | Promise<Data | void>)

export interface AttemptOptions {
  /** Proves who the user is, before anything else is sent on a link. Throw `Unauthorized` to stop for good. */
  authenticate?: Authenticate
  /** An attempt fails after so many ms: URL provider, upgrade and authentication together. @default 10_000 */
  connectTimeout?: number
}

/** How an attempt, or the link that came of it, ended. */
export interface AttemptEnd extends Omit<TransportEnd, 'failed'> {
  readonly kind: CauseKind
  /** Whether an `error` event belongs before the `close`. */
  readonly failed: boolean
  /** No retry will help. */
  readonly terminal?: boolean
}

export interface AttemptEvents {
  phase(phase: Phase): void
  open(transport: Transport, endpoint: Endpoint): void
  message(event: MessageEvent): void
  end(end: AttemptEnd): void
}

/** What all attempts of one connection share. */
export interface Target {
  readonly url: UrlSource
  readonly protocols: ProtocolsSource
  readonly authenticate: Authenticate | undefined
  readonly connectTimeout: number
  /** Undefined: the socket's own default. */
  binaryType: BinaryType | undefined
}

/** @throws what the native constructor throws for such a URL or such subprotocols */
export function readTarget(url: UrlSource, protocols: ProtocolsSource, options: AttemptOptions): Target {
  return {
    url: typeof url === 'function' ? url : resolveUrl(url),
    protocols: typeof protocols === 'function' ? protocols : readProtocols(protocols),
    authenticate: options.authenticate,
    connectTimeout: readNumber('connectTimeout', options.connectTimeout, 10_000, 1),
    binaryType: undefined,
  }
}

/** Whether another dial can come with fresh credentials. */
export function canRefresh({ url, protocols, authenticate }: Target): boolean {
  return typeof url === 'function' || typeof protocols === 'function' || authenticate !== undefined
}

export class Attempt {
  readonly #target: Target
  readonly #Socket: WebSocketConstructor
  readonly #clock: Clock
  readonly #events: AttemptEvents
  readonly #timer: Timer
  readonly #controller = new AbortController()
  readonly #context: DialContext
  #stopWatching = () => {}
  #authentication: Authentication | undefined
  #isOpen = false
  /** The URL as dialled; '' until then. */
  url = ''
  transport: Transport | undefined

  constructor(
    target: Target,
    Socket: WebSocketConstructor,
    clock: Clock,
    context: Omit<DialContext, 'signal'>,
    events: AttemptEvents,
  ) {
    this.#target = target
    this.#Socket = Socket
    this.#clock = clock
    this.#context = { ...context, signal: this.#controller.signal }
    this.#events = events
    this.#timer = clock.timer(() => this.#timedOut())
  }

  /** Never calls back before it returns, so that two calls of `reconnect()` in a row make one socket. */
  async start(): Promise<void> {
    this.#timer.start(this.#target.connectTimeout)
    try {
      const [url, protocols] = await Promise.all([
        ask(this.#target.url, this.#context),
        ask(this.#target.protocols, this.#context),
      ])
      if (!this.#isOver) this.#dial(resolveUrl(url), readProtocols(protocols))
    } catch (error) {
      this.#failed('provider', CloseCode.ProviderFailed, error)
    }
  }

  /** Ends everything at once and in silence. */
  dispose(): void {
    this.#controller.abort()
    this.#timer.stop()
    this.#stopWatching()
    this.transport?.abandon()
  }

  get #isOver(): boolean {
    return this.#controller.signal.aborted
  }

  #dial(url: string, protocols: string[]): void {
    this.url = url
    this.#events.phase('dial')
    this.#stopWatching = watchPolicy(url, () => this.#isOpen || this.#blocked())
    const transport = new Transport(this.#Socket, url, protocols, this.#clock, {
      open: () => void this.#opened(transport),
      message: (event) => this.#received(event),
      end: (end) => this.#closed(end),
    })
    this.transport = transport
    const { binaryType } = this.#target
    if (binaryType && transport.socket) transport.socket.binaryType = binaryType
  }

  async #opened(transport: Transport): Promise<void> {
    const { authenticate } = this.#target
    if (authenticate !== undefined) {
      try {
        await this.#authenticate(authenticate, transport)
      } catch (error) {
        return this.#failed('auth', CloseCode.AuthenticationFailed, error)
      }
    }
    if (this.#isOver) return
    this.#isOpen = true
    this.#timer.stop()
    const { protocol = '', extensions = '' } = transport.socket ?? {}
    this.#events.open(transport, { url: showUrl(this.url), protocol, extensions })
    const held = this.#authentication?.held ?? []
    this.#authentication = undefined
    for (const event of held) if (!this.#isOver) this.#events.message(event)
  }

  async #authenticate(authenticate: Authenticate, transport: Transport): Promise<void> {
    this.#events.phase('authenticate')
    const send = (data: Data) => transport.send(data)
    this.#authentication = new Authentication(this.#context.signal)
    const link = this.#authentication.link(send)
    const first = typeof authenticate === 'function' ? await authenticate({ ...this.#context, link }) : authenticate
    if (first !== undefined && !this.#isOver) send(first)
  }

  #received(event: MessageEvent): void {
    if (this.#isOpen) return this.#events.message(event)
    if (this.#authentication?.message(event) ?? true) return
    const error = new Error('The server sent too many messages before the authentication was done')
    this.#failed('auth', CloseCode.AuthenticationFailed, error)
  }

  #closed(end: TransportEnd): void {
    const kind = end.code !== CloseCode.Abnormal ? 'server' : this.#isOpen ? 'lost' : 'refused'
    this.#end({ ...end, kind })
  }

  #failed(kind: 'provider' | 'auth', code: number, error: unknown): void {
    const isUnauthorized = isHoldfastError(error) && error.code === 'unauthorized'
    const terminal = isUnauthorized || (error instanceof Error && error.name === 'SecurityError')
    const reason = error instanceof Error ? error.name : ''
    const end = isUnauthorized ? { kind: 'auth' as const, code: CloseCode.AuthenticationFailed } : { kind, code }
    this.#end({ ...end, reason, error, terminal, ...unclean })
  }

  #blocked(): void {
    this.#end({ kind: 'refused', code: CloseCode.Abnormal, reason: 'blocked-by-csp', terminal: true, ...unclean })
  }

  #timedOut(): void {
    const { connectTimeout } = this.#target
    const place = this.url === '' ? 'from the URL provider' : `at ${showUrl(this.url)}`
    const error = new ConnectTimeoutError(`No open link ${place} within ${connectTimeout} ms (connectTimeout)`)
    this.#end({ kind: 'timeout', code: CloseCode.ConnectTimeout, reason: 'connect timeout', error, ...unclean })
  }

  #end(end: AttemptEnd): void {
    if (this.#isOver) return
    this.dispose()
    this.#events.end(end)
  }
}

const unclean = { wasClean: false, failed: true }

async function ask<T>(source: T | Provider<T>, context: DialContext): Promise<T> {
  return typeof source === 'function' ? (source as Provider<T>)(context) : source
}

/** @throws SyntaxError as the native constructor does: a subprotocol is a token (RFC 7230, section 3.2.6), given once. */
function readProtocols(protocols: string | string[] | undefined): string[] {
  const list = protocols === undefined ? [] : typeof protocols === 'string' ? [protocols] : [...protocols].map(String)
  list.forEach((name, index) => {
    if (/^[!#$%&'*+\-.^_`|~\w]+$/.test(name) && list.indexOf(name) === index) return
    throw domException('SyntaxError', `The subprotocol "${name}" is no token, or is given twice`)
  })
  return list
}
