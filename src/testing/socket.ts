import { closeEvent, type WebSocketLike } from '../platform/globals.ts'

// The client's end of a link without a network. It does what the server's end tells it, and knows nothing of messages.

type Handler = ((event: never) => void) | null

/** What the client does to its end. */
export interface FarEnd {
  said(data: unknown): void
  asked(code: number | undefined, reason: string | undefined): void
}

export class TestSocket extends EventTarget implements WebSocketLike {
  readonly url: string
  readonly protocols: readonly string[]
  readonly bufferedAmount = 0
  readonly extensions = ''
  readyState = 0
  protocol = ''
  binaryType = 'blob'
  onopen: Handler = null
  onmessage: Handler = null
  onerror: Handler = null
  onclose: Handler = null
  far: FarEnd | undefined

  constructor(url: string, protocols: readonly string[] = []) {
    super()
    this.url = url
    this.protocols = protocols
    for (const type of ['open', 'message', 'error', 'close'] as const) {
      this.addEventListener(type, (event) => this[`on${type}`]?.(event as never))
    }
  }

  send(data: unknown): void {
    if (this.readyState === 1) this.far?.said(data)
  }

  close(code?: number, reason?: string): void {
    if (this.readyState > 1) return
    this.readyState = 2
    this.far?.asked(code, reason)
  }

  /** The server accepted, with the first subprotocol. */
  open(): void {
    this.readyState = 1
    this.protocol = this.protocols[0] ?? ''
    this.dispatchEvent(new Event('open'))
  }

  receive(data: string | ArrayBuffer): void {
    const isBlob = typeof data !== 'string' && this.binaryType === 'blob'
    this.dispatchEvent(new MessageEvent('message', { data: isBlob ? new Blob([data]) : data }))
  }

  /** The dial was refused. */
  fail(): void {
    this.readyState = 3
    this.dispatchEvent(new Event('error'))
    this.end(1006, '')
  }

  /** The link is over; 1006: without a word. */
  end(code: number, reason: string): void {
    this.readyState = 3
    this.dispatchEvent(closeEvent({ code, reason, wasClean: code !== 1006 }))
  }
}
