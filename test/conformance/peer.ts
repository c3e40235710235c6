// A client that speaks frame by frame, as no client of ours would: right, wrong, and out of turn.
import { expect, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { Transcript } from './transcript.ts'

export type Message = Readonly<Record<string, unknown>>

/** How long (ms) an answer may take. */
const patience = 5_000

export class Peer {
  readonly #socket: WebSocket
  readonly #heard: Message[] = []
  readonly #waiting = new Set<() => void>()
  readonly #transcript = new Transcript()
  #lastId = 0
  /** Resolves when the link is over. */
  readonly closed: Promise<{ code: number; reason: string }>

  /** A link on which nothing was said yet. It ends with the test. */
  static async open(url: string, origin?: string): Promise<Peer> {
    const socket = new WebSocket(url, { ...(origin !== undefined && { origin }) })
    onTestFinished(() => socket.terminate())
    const peer = new Peer(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return peer
  }

  /** A link of somebody who is known. */
  static async named(url: string, name: string): Promise<Peer> {
    const peer = await Peer.open(url)
    await peer.authenticate(name)
    return peer
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data: Buffer, isBinary) => {
      this.#transcript.add('←', isBinary ? `(${data.length} bytes, binary)` : String(data))
      this.#heard.push(isBinary ? { type: 'a binary frame' } : read(String(data)))
      for (const look of [...this.#waiting]) look()
    })
    socket.on('error', () => undefined) // its close tells more
    this.closed = new Promise((resolve) =>
      socket.once('close', (code, reason) => {
        this.#transcript.add('×', `${code} ${String(reason)}`)
        resolve({ code, reason: String(reason) })
      }),
    )
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** A frame as it stands. */
  sendFrame(frame: string | Buffer): void {
    this.#transcript.add('→', typeof frame === 'string' ? frame : `(${frame.length} bytes, binary)`)
    this.#socket.send(frame)
  }

  say(message: object): void {
    this.sendFrame(JSON.stringify(message))
  }

  /** Asks under an id of its own, and resolves with the answer to it. */
  ask(message: object): Promise<Message> {
    const id = ++this.#lastId
    this.say({ ...message, id })
    return this.answer(id)
  }

  answer(id: number): Promise<Message> {
    const isAnswer = ({ type }: Message) => type === 'reply' || type === 'error'
    return this.next(`the reply or error with the id ${id}`, (message) => isAnswer(message) && message['id'] === id)
  }

  authenticate(name: unknown): Promise<Message> {
    return this.ask({ type: 'authenticate', data: { name } })
  }

  subscribe(channel: string): Promise<Message> {
    return this.ask({ type: 'subscribe', channel })
  }

  /** Of a room or, without one, of no channel. */
  request(event: string, data?: unknown, channel?: string): Promise<Message> {
    return this.ask({ type: 'request', event, ...(data !== undefined && { data }), ...(channel && { channel }) })
  }

  /** The first message, of those that nobody took yet, that fits. */
  next(what: string, fits: (message: Message) => boolean): Promise<Message> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Waited ${patience} ms for ${what}`)), patience)
      const look = () => {
        const index = this.#heard.findIndex(fits)
        if (index < 0) return
        clearTimeout(late)
        this.#waiting.delete(look)
        resolve(this.#heard.splice(index, 1)[0]!)
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** Everything that the server said until it answered a ping of now, and that nobody took yet. */
  async rest(): Promise<Message[]> {
    const id = ++this.#lastId
    this.say({ type: 'ping', id })
    await this.next(`the pong with the id ${id}`, (message) => message['type'] === 'pong' && message['id'] === id)
    return this.#heard.splice(0)
  }

  /** The data of the events of the rest. */
  async events(): Promise<unknown[]> {
    return (await this.rest()).filter(({ type }) => type === 'event').map(({ data }) => data)
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  /** Is gone without a word. */
  vanish(): void {
    this.#socket.terminate()
  }
}

function read(frame: string): Message {
  try {
    const message: unknown = JSON.parse(frame)
    if (typeof message === 'object' && message !== null) return message as Message
  } catch {
    // told below
  }
  return { type: 'no JSON object', frame }
}

/** An error as PROTOCOL.md wants it. */
export function expectError(answer: Message, code: string): void {
  expect(answer).toMatchObject({ type: 'error', code })
  expect(typeof (answer['message'] ?? '')).toBe('string')
  expect(answer['retry'] ?? false).toBe(false)
}
