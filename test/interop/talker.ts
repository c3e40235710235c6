// A drop-in of the test's, in Node, that speaks a server's dialect and keeps what it hears.
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestContext } from 'vitest'
import { WebSocket } from 'ws'
import { ReconnectingWebSocket, type ReconnectingWebSocketOptions } from '../../src/index.ts'
import { plain, type Dialect, type Message } from './dialects.ts'

/** Waits that a test can sit through. */
export const quick = { backoff: { first: 50, base: 100, cap: 200 }, connectTimeout: 2_000 }

export interface TalkerOptions extends ReconnectingWebSocketOptions {
  readonly dialect?: Dialect
  readonly subprotocols?: string[]
}

export class Talker {
  readonly socket: ReconnectingWebSocket
  /** What the server sent back. */
  readonly heard: Message[] = []
  /** `open`, or `close 1000 bye`. */
  readonly events: string[] = []
  /** The kinds of the causes for which links ended. */
  readonly causes: string[] = []
  private readonly dialect: Dialect
  private decode: (data: Message) => Message[]

  constructor(test: Pick<TestContext, 'onTestFinished'>, url: string, options: TalkerOptions = {}) {
    const { dialect = plain, subprotocols = [], ...rest } = options
    this.dialect = dialect
    this.decode = dialect.decoder()
    this.socket = new ReconnectingWebSocket(url, subprotocols, { WebSocket, ...quick, ...rest })
    this.socket.binaryType = 'arraybuffer'
    this.socket.onopen = () => this.greet()
    this.socket.onmessage = ({ data }) =>
      this.hear(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer))
    this.socket.onclose = ({ code, reason }) => this.events.push(['close', code, reason].join(' ').trim())
    this.socket.addEventListener('statechange', ({ detail: { state } }) => {
      if (state.name === 'waiting' || state.name === 'closed') this.causes.push(state.cause.kind)
    })
    test.onTestFinished(() => this.socket.close())
  }

  encode(message: Message): Message {
    return this.dialect.encode(message)
  }

  say(message: Message): void {
    this.socket.send(this.encode(message))
  }

  /** Asks the server to close. */
  askToClose(code: number, reason: string): void {
    this.socket.send(this.dialect.close(code, reason))
  }

  /** Says it and waits until it is back. */
  async echo(message: Message): Promise<Message> {
    const { length } = this.heard
    this.say(message)
    await this.until('the echo', () => this.heard.length > length)
    return this.heard[length]!
  }

  /** Resolves with the links so far, once there are as many. */
  opened(links = 1): Promise<void> {
    return this.until(`link ${links}`, () => this.links >= links)
  }

  get links(): number {
    return this.events.filter((event) => event === 'open').length
  }

  get closes(): string[] {
    return this.events.filter((event) => event !== 'open')
  }

  async until(what: string, happened: () => boolean, within = 10_000): Promise<void> {
    const deadline = performance.now() + within
    while (!happened()) {
      if (performance.now() > deadline) throw new Error(`not within ${within} ms: ${what}; ${this.events.join(', ')}`)
      await sleep(5)
    }
  }

  private greet(): void {
    this.events.push('open')
    this.decode = this.dialect.decoder()
    for (const words of this.dialect.greeting ?? []) this.socket.send(words)
  }

  private hear(data: Message): void {
    const answer = this.dialect.answer?.(data)
    if (answer !== undefined) this.socket.send(answer)
    this.heard.push(...this.decode(data))
  }
}

/** The bytes, as text if they are text. */
export function text(message: Message): string {
  return Buffer.from(message as string).toString()
}
