import type { AttemptEnd, ProtocolsSource, UrlSource } from './connection/attempt.ts'
import { Connection } from './connection/connection.ts'
import { isData, type Data } from './connection/data.ts'
import type { ConnectionOptions } from './connection/options.ts'
import type { Drop } from './connection/outbox.ts'
import type { ConnectionState } from './connection/state.ts'
import { OuterEventTarget } from './platform/event-target.ts'
import { closeEvent, readLogger } from './platform/globals.ts'
import { wrongOption } from './policy/option.ts'

export interface ReconnectingWebSocketOptions extends ConnectionOptions {
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

const readyStates = { idle: 0, connecting: 0, waiting: 0, suspended: 0, open: 1, closing: 2, closed: 3 } as const

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
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3

  declare readonly CONNECTING: 0
  declare readonly OPEN: 1
  declare readonly CLOSING: 2
  declare readonly CLOSED: 3
  declare onopen: WebSocket['onopen']
  declare onmessage: WebSocket['onmessage']
  declare onerror: WebSocket['onerror']
  declare onclose: WebSocket['onclose']

  static {
    const constants = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 }
    for (const [name, value] of Object.entries(constants)) Object.defineProperty(this.prototype, name, { value })
    for (const type of handlerTypes) {
      Object.defineProperty(this.prototype, `on${type}`, {
        get(this: ReconnectingWebSocket) {
          return this.#handlers.get(type)?.callback ?? null
        },
        set(this: ReconnectingWebSocket, callback: unknown) {
          this.#setHandler(type, callback)
        },
      })
    }
  }

  readonly #connection: Connection
  readonly #closeEvents: 'each' | 'final'
  readonly #handlers = new Map<HandlerType, Handler>()
  #binaryType: BinaryType | undefined
  #hasWarned = false

  /**
   * @param url - absolute, or relative to the page; `http(s):` is read as `ws(s):`. A function is asked anew for each dial.
   * @param protocols - the subprotocols to offer; a link whose server picks none of them fails
   * @throws SyntaxError for a URL or subprotocol that the native constructor refuses; TypeError or RangeError for a wrong option
   */
  constructor(url: UrlSource, protocols: ProtocolsSource = [], options: ReconnectingWebSocketOptions = {}) {
    super()
    const { closeEvents = 'each' } = options
    if (closeEvents !== 'each' && closeEvents !== 'final')
      throw wrongOption('closeEvents', "'each' or 'final'", closeEvents)
    this.#closeEvents = closeEvents
    this.#connection = new Connection(url, protocols, options, 'drop-newest', {
      state: (state, previous) => this.#changed(state, previous),
      message: (event) => this.handOn(event),
      end: (end) => this.#ended(end),
      drop: (drop) => {
        if (drop.reason === 'overflow' && !this.#hasWarned) {
          this.#hasWarned = true
          readLogger(options.logger).warn(
            'holdfast: the outbox is full, messages are dropped. Listen to "drop", or raise outbox.maxMessages',
          )
        }
        this.#emit('drop', drop)
      },
    })
    this.#connection.start()
  }

  /** The URL dialled last; '' before the first dial. */
  get url(): string {
    return this.#connection.link.url
  }

  /** The subprotocol that the server picked. */
  get protocol(): string {
    return this.#connection.link.transport?.socket?.protocol ?? ''
  }

  get extensions(): string {
    return this.#connection.link.transport?.socket?.extensions ?? ''
  }

  /** As native; CONNECTING also while it waits for the next dial. */
  get readyState(): 0 | 1 | 2 | 3 {
    return readyStates[this.#connection.state.name]
  }

  /** Bytes that the browser holds, and those that wait for a link (UTF-8 for text). */
  get bufferedAmount(): number {
    const { transport, sender } = this.#connection.link
    return (transport?.bufferedAmount ?? 0) + sender.queued.bytes
  }

  /** The form of binary messages; the native default. 'arraybuffer' is much cheaper for small messages. */
  get binaryType(): BinaryType {
    return this.#binaryType ?? ((this.#connection.link.transport?.socket?.binaryType ?? 'blob') as BinaryType)
  }

  set binaryType(type: BinaryType) {
    if (type !== 'blob' && type !== 'arraybuffer') return
    this.#binaryType = type
    this.#connection.link.binaryType = type
  }

  /** A snapshot of the connection's life; the same object until it changes. */
  get state(): ConnectionState {
    return this.#connection.state
  }

  /** Sends now or, while the link is down, later. What cannot be kept is reported by a `drop` event. Silent after `close()`. */
  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (arguments.length === 0) throw new TypeError('send needs a message')
    if (this.readyState < 2) this.#connection.send(toData(data))
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
    if (state.name === 'open') this.#fire('open', () => new Event('open'))
  }

  #ended(end: AttemptEnd): void {
    if (end.failed) this.#fire('error', () => new Event('error'))
    if (this.#closeEvents === 'each' || this.readyState === 3) this.#fire('close', () => closeEvent(end))
  }

  #emit(type: 'statechange' | 'drop', detail: unknown): void {
    this.#fire(type, () => new CustomEvent(type, { detail }))
  }

  #fire(type: string, create: () => Event): void {
    if (this.hasListeners(type)) this.dispatchEvent(create())
  }

  /** Like every `on…` attribute: a handler keeps its place among the listeners until it is set to null. */
  #setHandler(type: HandlerType, callback: unknown): void {
    const handler = this.#handlers.get(type)
    if (typeof callback !== 'function') {
      this.#handlers.delete(type)
      if (handler) this.removeEventListener(type, handler)
    } else if (handler) handler.callback = callback as Handler['callback']
    else {
      const added: Handler = {
        callback: callback as Handler['callback'],
        handleEvent: (event) => added.callback.call(this, event),
      }
      this.#handlers.set(type, added)
      this.addEventListener(type, added)
    }
  }
}

interface Handler extends EventListenerObject {
  callback: (this: WebSocket, event: Event) => unknown
}

/** What is no string, buffer or Blob is sent as a string, as the native socket does. */
function toData(data: unknown): Data {
  return isData(data) ? data : String(data)
}
