import { createServer, STATUS_CODES, type IncomingMessage, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Codec } from '../channel/protocol.ts'
import { systemClock } from '../platform/clock.ts'
import { readOptions } from '../policy/option.ts'
import type { Journal } from './journal.ts'
import { checkOrigins, isAllowed, type Origins } from './origin.ts'
import { showName } from './refusal.ts'

// Lets clients in: listens, and decides who may have a link, and in which codec. What they say is for others.

/** So long (ms) may others who share an HTTP server take to answer what is not ours. */
const patienceTime = 10_000

export interface GateOptions {
  server?: HttpServer
  port?: number
  host?: string
  path?: string
  origins?: Origins
  messageBytes: number
  codec: Codec
  codecs?: Readonly<Record<string, Codec>>
}

export interface Entrance {
  readonly socket: WebSocket
  /** What is under the socket. */
  readonly stream: Duplex
  readonly request: IncomingMessage
  readonly codec: Codec
}

export class Gate {
  readonly #http: HttpServer
  readonly #isOwn: boolean
  readonly #port: number
  readonly #host: string
  readonly #path: string | undefined
  readonly #origins: Origins
  readonly #codec: Codec
  readonly #codecs: ReadonlyMap<string, Codec>
  readonly #sockets: WebSocketServer
  readonly #journal: Journal
  readonly #enter: (entrance: Entrance) => void
  readonly #upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => this.#asked(request, stream, head)
  #isOpen = true
  #listening: Promise<void> | undefined

  /** @throws TypeError or RangeError for a wrong option */
  constructor(options: GateOptions, journal: Journal, enter: (entrance: Entrance) => void) {
    const { origins = 'same', path, codec, codecs } = options
    const { port, host } = readOptions(options, { port: 0, host: '127.0.0.1' })
    checkOrigins(origins)
    this.#port = port
    this.#host = host
    this.#path = path
    this.#origins = origins
    this.#codec = codec
    this.#codecs = new Map(Object.entries(codecs ?? {}))
    this.#journal = journal
    this.#enter = enter
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: options.messageBytes,
      autoPong: false,
      ...(codecs && {
        handleProtocols: (offered: Set<string>) => [...offered].find((each) => this.#codecs.has(each)) ?? false,
      }),
    })
    this.#isOwn = !options.server
    this.#http = options.server ?? createServer((_, response) => void response.writeHead(426).end())
    this.#http.on('upgrade', this.#upgrade)
  }

  /** Rejects if it cannot. */
  listen(): Promise<void> {
    if (!this.#isOpen) return Promise.reject(new Error('The server was closed before it listened'))
    return (this.#listening ??= this.#isOwn ? this.#listen() : Promise.resolve())
  }

  /** The port, once somebody listens; 0 for what has none, such as a socket of Unix. Rejects if it was closed. */
  async port(): Promise<number> {
    if (!this.#isOpen) throw new Error('The server was closed')
    if (!this.#http.listening) await new Promise((resolve) => this.#http.once('listening', () => resolve(undefined)))
    const address = this.#http.address() as AddressInfo | string
    return typeof address === 'string' ? 0 : address.port
  }

  /** Lets nobody in any more. */
  shut(): void {
    this.#isOpen = false
  }

  /** Ends what is ours, when all links are gone. */
  async close(): Promise<void> {
    this.#http.off('upgrade', this.#upgrade)
    if (!this.#isOwn) return
    await this.#listening?.catch(() => undefined)
    if (!this.#http.listening) return
    const closed = new Promise((resolve) => this.#http.close(resolve))
    this.#http.closeAllConnections()
    await closed
  }

  async #listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject)
      this.#http.listen(this.#port, this.#host, () => {
        this.#http.off('error', reject)
        resolve()
      })
    })
  }

  #asked(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const [pathname] = (request.url ?? '/').split('?')
    const isOurs = this.#path === undefined || pathname === this.#path
    // Node has taken its own listener away, and an error that nobody hears ends the process.
    stream.on('error', () => stream.destroy())
    if (!isOurs) return this.#http.listenerCount('upgrade') > 1 ? leaveToOthers(request, stream) : refuse(stream, 404)
    if (!this.#isOpen) return refuse(stream, 503)
    if (!isAllowed(this.#origins, request)) {
      const origin = showName(request.headers.origin ?? '')
      this.#journal.warn(`refused a page: the option origins does not let it in`, origin)
      return refuse(stream, 403)
    }
    this.#sockets.handleUpgrade(request, stream, head, (socket) =>
      this.#enter({ socket, stream, request, codec: this.#codecs.get(socket.protocol) ?? this.#codec }),
    )
  }
}

/** Others may serve other paths of the same HTTP server; what none of them answers is not kept. */
function leaveToOthers({ socket }: IncomingMessage, stream: Duplex): void {
  const { bytesWritten } = socket
  const patience = systemClock.timer(() => {
    if (socket.bytesWritten === bytesWritten) refuse(stream, 404)
  })
  patience.start(patienceTime)
  stream.once('close', () => patience.stop())
}

function refuse(stream: Duplex, status: number): void {
  // Whoever does not hang up would keep its socket for ever, and the HTTP server from closing.
  stream.once('finish', () => stream.destroy())
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
