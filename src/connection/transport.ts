import type { Clock, Timer } from '../platform/clock.ts'
import type { WebSocketConstructor, WebSocketLike } from '../platform/globals.ts'
import { CloseCode } from '../policy/close-code.ts'
import type { Data } from './data.ts'

// Exactly one native WebSocket, from construction until it ended or was abandoned. It evens out the engines' differences
// and knows nothing of retries.

export interface TransportEnd {
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
  /** Whether the socket fired `error`, and what Node's sockets say in it. */
  readonly failed: boolean
  readonly error?: unknown
}

export interface TransportEvents {
  open(): void
  message(event: MessageEvent): void
  end(end: TransportEnd): void
}

const abnormal = { code: CloseCode.Abnormal, reason: '', wasClean: false }
const ignore = () => undefined

export class Transport {
  readonly #events: TransportEvents
  readonly #unclosed: Timer
  /** Undefined only if its constructor threw. */
  socket: WebSocketLike | undefined
  #error: unknown
  #failed = false

  constructor(Socket: WebSocketConstructor, url: string, protocols: string[], clock: Clock, events: TransportEvents) {
    this.#events = events
    // After `error` Firefox, WebKit and Chromium each have cases in which no `close` follows.
    this.#unclosed = clock.timer(() => this.#end(abnormal))
    try {
      this.#listen(new Socket(url, protocols), protocols)
    } catch (error) {
      this.#fail(error)
    }
  }

  #listen(socket: WebSocketLike, protocols: string[]): void {
    this.socket = socket
    socket.onopen = () => {
      // Firefox and WebKit open a link whose subprotocol does not answer the offer; the standard fails it.
      const chosen = socket.protocol || ''
      if (protocols.length > 0 ? protocols.includes(chosen) : chosen === '') return this.#events.open()
      this.#failed = true
      this.#error = new Error(`The server chose the subprotocol "${chosen}", offered were [${protocols.join(', ')}]`)
      this.#end(abnormal)
    }
    socket.onmessage = this.#events.message
    socket.onclose = ({ code, reason, wasClean }: CloseEvent) => this.#end({ code, reason: reason || '', wasClean })
    socket.onerror = (event: Event) => {
      this.#fail((event as Partial<ErrorEvent>).error, socket.readyState === 3)
    }
  }

  /** The native socket takes messages: not so once the peer has begun to close, although no event told of it yet. */
  get isWritable(): boolean {
    return this.socket?.readyState === 1
  }

  get bufferedAmount(): number {
    return this.socket?.bufferedAmount ?? 0
  }

  send(data: Data): void {
    // DOM and `ws` differ in the types of the views that they take; both take every view.
    this.socket?.send(data as string | ArrayBuffer)
  }

  /** Closes with a handshake; `end` tells when it is done, which a mute peer can delay for a minute. */
  close(code: number | undefined, reason: string): void {
    if (code === undefined) this.socket?.close()
    else this.socket?.close(code, reason)
  }

  /** Turns every handler off and closes the socket as a courtesy that nobody waits for. */
  abandon(code: number = CloseCode.Normal, reason = ''): void {
    const { socket } = this
    this.#unclosed.stop()
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.onerror = ignore // Node's `ws` throws an error that nobody listens to
    try {
      socket.close(code, reason)
    } catch {
      // Nobody waits for it, so nobody needs to know that it failed.
    }
  }

  #fail(error: unknown, isOver = true): void {
    this.#failed = true
    this.#error = error
    if (isOver) this.#unclosed.start(0)
  }

  #end(end: Pick<TransportEnd, 'code' | 'reason' | 'wasClean'>): void {
    this.abandon()
    this.#events.end({ ...end, failed: this.#failed, ...(this.#error !== undefined && { error: this.#error }) })
  }
}
