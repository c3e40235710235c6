// A link without a network, for clients that take a constructor: it greets each as its server would.
import { greet, welcome } from '../greet.ts'

type Handler = ((event: never) => void) | null

export class StandIn {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  static last: StandIn
  readonly bufferedAmount = 0
  readonly protocol: string
  readonly extensions = ''
  readyState = 0
  binaryType = ''
  onopen: Handler = null
  onmessage: Handler = null
  onerror: Handler = null
  onclose: Handler = null
  /** How many messages the client has sent, or has got. */
  said = 0
  readonly #peer = {
    send: (data: string) => {
      this.said++
      this.onmessage?.(new MessageEvent('message', { data }) as never)
    },
  }

  constructor(url: string | URL, protocols: string | string[] = '') {
    StandIn.last = this
    this.protocol = String(protocols)
    queueMicrotask(() => {
      this.readyState = 1
      this.onopen?.(new Event('open') as never)
      welcome(this.#peer, new URL(url).searchParams)
    })
  }

  send(data: unknown): void {
    this.said++
    // Centrifuge puts several commands into one message.
    for (const text of String(data).split('\n')) queueMicrotask(() => greet(this.#peer, text))
  }

  close(): void {
    this.readyState = 3
  }
}
