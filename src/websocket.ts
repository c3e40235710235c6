import type { AttemptEnd } from './connection/attempt.ts'
import type { ProtocolsSource, UrlSource } from './connection/target.ts'
import { Connection } from './connection/connection.ts'
import { isData } from './connection/data.ts'
import type { ConnectionOptions } from './connection/options.ts'
import type { Drop, Overflow, SenderOptions } from './connection/drop.ts'
import type { ConnectionState } from './connection/state.ts'
import { OuterEventTarget } from './platform/event-target.ts'
import { closeEvent } from './platform/globals.ts'
import { readChoice } from './policy/option.ts'

/** What the drop-in lets its user decide. */
export interface ReconnectingWebSocketOptions extends Omit<ConnectionOptions, 'outbox'> {
  /** How much waits while the link is down, and what more than that does: like the native `send`, it never throws for fullness. */
  outbox?: SenderOptions & { overflow?: Exclude<Overflow, 'reject'> }
  /** Whether `close` tells of `each` link that failed or was lost, or only of the `final` one. @default 'each' */
  closeEvents?: 'each' | 'final'
}

/** The events of the native WebSocket, and two of our own. */
export interface ReconnectingWebSocketEventMap extends WebSocketEventMap {
  /** `state` changed; tells the states after and before. */
  statechange: CustomEvent<{ state: ConnectionState; previous: ConnectionState }>
  /** A message was given up before it was handed to the browser. */
  drop: CustomEvent<Drop>
}

const handlerTypes = ['open', 'message', 'error', 'close'] as const
type HandlerType = (typeof handlerTypes)[number]

/** In the order of their numbers. Every other state is CONNECTING: 0. */
const readyStates = ['open', 'closing', 'closed']

/** How long (ms) `close()` on an open link lets go what the native socket would have in its buffer. */
const closeDrain = 200

/**
 * A WebSocket that survives: it dials again when its link fails, sends later what cannot go now, and notices dead links.
 * Takes the place of the browser's WebSocket, and is assignable to its type.
 *
 * @example
 * ```ts
 * const socket: WebSocket = new ReconnectingWebSocket('/feed', [], { heartbeat: { message: 'ping', pong: 'pong' } })
 * socket.addEventListener('message', ({ data }) => console.log(data))
 * socket.send('hello') // waits until the link is open
 * ```
 */
export class ReconnectingWebSocket extends OuterEventTarget<ReconnectingWebSocketEventMap> implements WebSocket {
  declare static readonly CONNECTING: 0
  declare static readonly OPEN: 1
  declare static readonly CLOSING: 2
  declare static readonly CLOSED: 3

  declare readonly CONNECTING: 0
  declare readonly OPEN: 1
  declare readonly CLOSING: 2
  declare readonly CLOSED: 3
  declare onopen: WebSocket['onopen']
  declare onmessage: WebSocket['onmessage']
  declare onerror: WebSocket['onerror']
  declare onclose: WebSocket['onclose']

  readonly #connection: Connection
  readonly #closeEvents: 'each' | 'final'
  /** Behind each `on…` attribute a listener that keeps its place until the attribute is set to null. */
  readonly #handlers: Partial<Record<HandlerType, Handler>> = {}
  #hasWarned = false

  /**
   * @param url - absolute, or relative to the page; `http(s):` is read as `ws(s):`. A function is asked anew for each dial.
   * @param protocols - the subprotocols to offer; a link whose server picks none of them fails
   * @throws SyntaxError for a URL or subprotocol that the native constructor refuses; TypeError or RangeError for a wrong option
   */
  constructor(url: UrlSource, protocols: ProtocolsSource = [], options: ReconnectingWebSocketOptions = {}) {
    super()
    this.#closeEvents = readChoice('closeEvents', options.closeEvents, 'each', 'final')
    this.#connection = new Connection(url, protocols, options, 'drop-newest', {
      state: (state, previous) => this.#changed(state, previous),
      message: (event) => this.dispatchEvent(event),
      end: (end) => this.#ended(end),
      drop: (drop) => {
        if (drop.reason === 'overflow' && !this.#hasWarned) {
          this.#hasWarned = true
          this.#connection.log('warn', 'holdfast: the outbox is full. Listen to "drop" or raise outbox.maxMessages')
        }
        this.#emit('drop', drop)
      },
    })
    this.#connection.start()
  }

  /** The URL dialled last; '' before the first dial. */
  get url(): string {
    return this.#connection.url
  }

  /** The subprotocol that the server picked. */
  get protocol(): string {
    return this.#connection.attempt?.socket?.protocol ?? ''
  }

  get extensions(): string {
    return this.#connection.attempt?.socket?.extensions ?? ''
  }

  /** As native; CONNECTING also while it waits for the next dial. */
  get readyState(): 0 | 1 | 2 | 3 {
    return (readyStates.indexOf(this.#connection.state.name) + 1) as 0 | 1 | 2 | 3
  }

  /** Bytes that the browser holds, and those that wait for a link (UTF-8 for text). */
  get bufferedAmount(): number {
    const { attempt, outbox } = this.#connection
    return (attempt?.socket?.bufferedAmount ?? 0) + outbox.bytes
  }

  /** The form of binary messages; the native default. 'arraybuffer' is much cheaper for small messages. */
  get binaryType(): BinaryType {
    const { target } = this.#connection
    return target.binaryType ?? 'blob'
  }

  set binaryType(type: BinaryType) {
    const { target, attempt } = this.#connection
    if (type !== 'blob' && type !== 'arraybuffer') return
    target.binaryType = type
    if (attempt?.socket) attempt.socket.binaryType = type
  }

  /** A snapshot of the connection's life; the same object until it changes. */
  get state(): ConnectionState {
    return this.#connection.state
  }

  /** Sends now or, while the link is down, later. What cannot be kept is reported by a `drop` event. Silent after `close()`. */
  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (arguments.length === 0) throw new TypeError('send needs a message')
    // What is no string, buffer or Blob is sent as a string, as the native socket does; a symbol has none, and throws.
    if (this.readyState < 2) this.#connection.outbox.send(isData(data) ? data : `${data as unknown as number}`)
  }

  /** Dials now, in whatever state: replaces an open link, cuts a wait short, brings a closed socket back. */
  reconnect(): void {
    this.#connection.reconnect()
  }

  /**
   * Ends it for good. The `close` event comes within a second, also when the peer is mute.
   * @throws InvalidAccessError for a code that is neither 1000 nor 3000–4999; SyntaxError for a reason over 123 bytes
   */
  close(code?: number, reason?: string): void {
    // Without a code the close frame has none, and both sides see 1005 (RFC 6455, section 7.1.5).
    this.#connection.close(code, reason, this.readyState === 1 ? closeDrain : 0)
  }

  #changed(state: ConnectionState, previous: ConnectionState): void {
    this.#emit('statechange', { state, previous })
    if (state.name === 'open') this.#fire('open')
  }

  #ended(end: AttemptEnd): void {
    if (end.failed) this.#fire('error')
    if (this.#closeEvents === 'each' || this.readyState === 3) this.#fire('close', () => closeEvent(end))
  }

  #emit(type: 'statechange' | 'drop', detail: unknown): void {
    this.#fire(type, () => new CustomEvent(type, { detail }))
  }

  #fire(type: string, create = () => new Event(type)): void {
    if (this.hasListeners(type)) this.dispatchEvent(create())
  }

  static {
    const constants = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED']
    for (const holder of [this, this.prototype]) {
      constants.forEach((name, value) => Object.defineProperty(holder, name, { value, enumerable: true }))
    }
    for (const type of handlerTypes) {
      Object.defineProperty(this.prototype, `on${type}`, {
        get(this: ReconnectingWebSocket) {
          return this.#handlers[type]?.callback ?? null
        },
        set(this: ReconnectingWebSocket, callback: Handler['callback']) {
          const handler = (this.#handlers[type] ??= { handleEvent: (event) => handler.callback?.call?.(this, event) })
          handler.callback = Object(callback) === callback ? callback : null
          this[handler.callback ? 'addEventListener' : 'removeEventListener'](type, handler)
        },
      })
    }
  }
}

interface Handler extends EventListenerObject {
  /** An object that is no function is kept, and not called, as native. */
  callback?: { call?(socket: WebSocket, event: Event): unknown } | null | undefined
}
