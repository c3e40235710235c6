import type { WebSocketConstructor, WebSocketLike } from '../../src/index.ts'

type Handler = ((event: never) => void) | null

/** A socket without a network: the test plays the peer. */
export class FakeSocket extends EventTarget implements WebSocketLike {
  readonly url: string
  readonly protocols: readonly string[]
  /** What was handed over, in order. */
  readonly sent: unknown[] = []
  /** How its owner asked it to close. */
  asked: { code: number | undefined; reason: string } | undefined
  /** Runs at each `send()`: let it throw, or let time pass. */
  onsend: ((data: unknown) => void) | undefined

  readyState = 0
  bufferedAmount = 0
  protocol = ''
  extensions = ''
  binaryType = 'blob'
  onopen: Handler = null
  onmessage: Handler = null
  onerror: Handler = null
  onclose: Handler = null

  constructor(url: string, protocols: string[] = []) {
    super()
    this.url = url
    this.protocols = protocols
    for (const type of ['open', 'message', 'error', 'close'] as const) {
      this.addEventListener(type, (event) => this[`on${type}`]?.(event as never))
    }
  }

  send(data: unknown): void {
    this.onsend?.(data)
    this.sent.push(data)
  }

  close(code?: number, reason = ''): void {
    this.asked ??= { code, reason }
    if (this.readyState < 2) this.readyState = 2
  }

  /** The server accepts, with the subprotocol of its choice. */
  open(protocol = this.protocols[0] ?? ''): void {
    this.readyState = 1
    this.protocol = protocol
    this.dispatchEvent(new Event('open'))
  }

  /** `timeStamp`: what the host says of the time at which the message came. */
  receive(data: unknown, timeStamp = 0): void {
    const event = new MessageEvent('message', { data })
    Object.defineProperty(event, 'timeStamp', { value: timeStamp })
    this.dispatchEvent(event)
  }

  /** The socket says that something went wrong, and may or may not close. */
  error(error?: Error): void {
    this.dispatchEvent(Object.assign(new Event('error'), { error }))
  }

  /** The peer closes; with 1006 the link breaks. */
  end(code = 1006, reason = ''): void {
    this.readyState = 3
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason, wasClean: code !== 1006 }))
  }

  /** The dial is refused, or the link breaks with an error. */
  fail(): void {
    this.readyState = 3
    this.error()
    this.end()
  }

  /** The peer answers the request to close. */
  confirm(): void {
    this.end(this.asked?.code ?? 1005, this.asked?.reason)
  }
}

/** A WebSocket constructor that keeps what it made. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = []
  /** Runs at each dial: let it throw, or answer. */
  ondial: ((socket: FakeSocket) => void) | undefined

  readonly WebSocket: WebSocketConstructor = ((network: FakeNetwork) =>
    class extends FakeSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols)
        network.ondial?.(this)
        network.sockets.push(this)
      }
    })(this)

  /** The socket that was made last. */
  get last(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('No socket was made yet')
    return socket
  }

  /** Sockets that nobody closed, from either side. */
  get live(): FakeSocket[] {
    return this.sockets.filter(({ readyState }) => readyState < 2)
  }
}
