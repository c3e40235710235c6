import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { readClientOperation } from '../channel/client-operation.ts'
import type { ClientOperation, ServerOperation } from '../channel/operation.ts'
import type { Codec } from '../channel/protocol.ts'
import { RateLimit } from '../policy/rate-limit.ts'
import { toFrame } from './frame.ts'
import type { Entrance } from './gate.ts'
import type { House } from './house.ts'

// One client's link: frames in and out, within limits. What a client sends can end its own link, and nothing else.

export interface LinkEvents {
  said(operation: ClientOperation): void
  closed(): void
}

const open = 1

export class Link {
  /** The request of the upgrade. */
  readonly request: IncomingMessage
  readonly codec: Codec
  readonly #socket: WebSocket
  /** What is under it. */
  readonly #stream: Duplex
  readonly #house: House
  #rate: RateLimit | undefined
  #malformed = 0
  /** Whether something came since the server last asked. */
  isAlive = true

  constructor({ socket, stream, request, codec }: Entrance, house: House) {
    this.request = request
    this.codec = codec
    this.#socket = socket
    this.#stream = stream
    this.#house = house
  }

  listen({ said, closed }: LinkEvents): void {
    const socket = this.#socket
    socket.binaryType = 'arraybuffer'
    socket.on('message', (data, isBinary) => this.#received(isBinary ? (data as ArrayBuffer) : String(data), said))
    socket.on('pong', () => (this.isAlive = true))
    socket.on('ping', (data) => this.#pinged(data))
    socket.on('error', (error) => this.#failed(error))
    socket.on('close', closed)
  }

  get isOpen(): boolean {
    return this.#socket.readyState === open
  }

  say(operation: ServerOperation): void {
    if (this.isOpen) this.send(toFrame(this.codec.encode(operation)))
  }

  /** Sends a frame as it stands, unless the client reads too slowly to be worth waiting for. */
  send(frame: Buffer): void {
    // Looked at before: one large message is no fault of its reader.
    if (!this.isOpen || !this.isRoomFor(0)) return
    // Past `ws`, which would make a frame of its own for each client. It holds nothing back itself: it compresses nothing.
    this.#house.outlet.write(this.#stream, frame)
  }

  /** Whether so many bytes more may wait for the client; if not, it is told to go. */
  isRoomFor(bytes: number): boolean {
    if (this.#socket.bufferedAmount + bytes <= this.#house.limits.bufferedBytes) return true
    // Nothing more is sent, so what it has not read yet is bounded; the close frame comes after that.
    this.close(4905, 'reads too slowly')
    return false
  }

  /** @throws TypeError for what is no close code; RangeError for a reason of more than 123 bytes */
  close(code = 1000, reason = ''): void {
    checkClose(code, reason)
    if (!this.isOpen) return
    this.#socket.close(code, reason)
    this.#house.journal.end(code)
  }

  /** Ends it without waiting for a client that may not answer. */
  terminate(): void {
    this.#socket.terminate()
  }

  /** Asks for a sign of life; whoever gave none since the last time is gone. */
  ask(): void {
    if (this.isAlive) {
      this.isAlive = false
      return this.#socket.ping()
    }
    this.close(1001, 'no sign of life')
    this.terminate()
  }

  #received(frame: string | ArrayBuffer, said: LinkEvents['said']): void {
    if (!this.#mayGoOn()) return
    const { journal, limits } = this.#house
    journal.received++
    let operation: ClientOperation | undefined
    try {
      operation = readClientOperation(this.#decode(frame))
    } catch (error) {
      journal.malformed++
      journal.warn('a malformed message', (error as Error).message)
      if (++this.#malformed >= limits.malformed) this.close(4904, 'malformed messages')
      return
    }
    if (operation) said(operation)
    else journal.unknown++
  }

  /** What a decoder says of a message may quote it, and with it credentials, which a log must not show. */
  #decode(frame: string | ArrayBuffer): unknown {
    try {
      return this.codec.decode(frame)
    } catch {
      throw new TypeError(`It is not what the codec ${this.codec.name} reads`)
    }
  }

  /** Pings of the socket count as messages: they are answered, too, and their answers wait for who does not read. */
  #pinged(data: Buffer): void {
    if (this.#mayGoOn() && this.isRoomFor(data.length)) this.#socket.pong(data)
  }

  #mayGoOn(): boolean {
    this.isAlive = true
    if (!this.isOpen) return false // it was told to go
    const { messagesPerSecond } = this.#house.limits
    if (messagesPerSecond === Infinity) return true
    const now = this.#house.now()
    this.#rate ??= new RateLimit({ messages: messagesPerSecond })
    const isMore = this.#rate.wait(0, now) > 0
    if (isMore) this.close(4906, 'too many messages')
    else this.#rate.count(0, now)
    return !isMore
  }

  /** Frames against RFC 6455, or too large; `ws` closes with 1002, 1007 or 1009. That links break is no news. */
  #failed(error: Error & { code?: string }): void {
    if (error.code?.startsWith('WS_ERR')) this.#house.journal.warn('a link broke the rules', error.message)
  }
}

/**
 * As `ws` does, but also where nobody is connected: a mistake is told at the call.
 * @throws TypeError for what is no close code (RFC 6455, section 7.4); RangeError for a reason of more than 123 bytes
 */
export function checkClose(code: number, reason = ''): void {
  const isRegistered = code >= 1000 && code <= 1014 && !(code >= 1004 && code <= 1006)
  if (!Number.isInteger(code) || !(isRegistered || (code >= 3000 && code <= 4999))) {
    throw new TypeError(`The close code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999, got ${code}`)
  }
  if (Buffer.byteLength(reason) > 123) throw new RangeError('The reason of a close is over 123 bytes')
}
