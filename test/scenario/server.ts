// A real WebSocket server that remembers what it saw. Restarts on its own port.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

export interface Upgrade {
  /** By `performance.now()`. */
  at: number
  url: string
  headers: IncomingHttpHeaders
}

export interface Received {
  data: string | Buffer
  /** Which link it came by, from 0: the index into `upgrades`. */
  link: number
}

export interface ServerOptions {
  /** Sends each message back. */
  echo?: boolean
  /** Answers 'ping' with 'pong', and does not record it. */
  pings?: boolean
  choose?: (offered: Set<string>) => string | false
  onLink?: (peer: WebSocket, link: number) => void
  onMessage?: (data: string | Buffer, peer: WebSocket, link: number) => void
}

export class RealServer {
  readonly upgrades: Upgrade[] = []
  readonly received: Received[] = []
  readonly pings: number[] = []
  /** How each link ended, as the server saw it. */
  readonly closes: { code: number; reason: string }[] = []
  readonly sockets = new Set<Socket>()
  port = 0
  private http: Server | undefined
  private wss: WebSocketServer | undefined

  private constructor(private readonly options: ServerOptions) {}

  static async start(options: ServerOptions = {}): Promise<RealServer> {
    const server = new RealServer(options)
    await server.listen()
    return server
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  get peers(): WebSocket[] {
    return [...(this.wss?.clients ?? [])]
  }

  /** Text messages only, as they came. */
  get texts(): string[] {
    return this.received.flatMap(({ data }) => (typeof data === 'string' ? [data] : []))
  }

  /** Also the restart: the port is the same for the server's whole life. */
  async listen(): Promise<void> {
    const { choose } = this.options
    this.http = createServer()
    this.http.on('connection', (socket) => {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    })
    this.wss = new WebSocketServer({ server: this.http, ...(choose && { handleProtocols: choose }) })
    this.wss.on('connection', (peer, request) => {
      const link = this.upgrades.length
      this.upgrades.push({ at: performance.now(), url: request.url ?? '', headers: request.headers })
      this.welcome(peer, link)
    })
    const http = this.http
    await new Promise<void>((resolve) => http.listen(this.port, '127.0.0.1', resolve))
    this.port = (http.address() as AddressInfo).port
  }

  /** Empties the memory, for tests that measure it. */
  forget(): void {
    for (const memory of [this.upgrades, this.received, this.pings, this.closes]) memory.length = 0
  }

  broadcast(data: string | Buffer): void {
    for (const peer of this.peers) peer.send(data)
  }

  closeLinks(code: number, reason = ''): void {
    for (const peer of this.peers) peer.close(code, reason)
  }

  /** Links die without a word and the port closes. */
  async kill(): Promise<void> {
    const { http, wss } = this
    if (!http?.listening) return
    const closed = new Promise<void>((resolve) => {
      http.close(() => resolve())
    })
    wss?.close()
    for (const socket of this.sockets) socket.resetAndDestroy()
    await closed
  }

  /** Stops reading: what clients send piles up on the way. */
  pause(): void {
    for (const peer of this.peers) peer.pause()
  }

  resume(): void {
    for (const peer of this.peers) peer.resume()
  }

  private welcome(peer: WebSocket, link: number): void {
    const { echo = true, pings = true, onLink, onMessage } = this.options
    peer.on('error', () => undefined)
    peer.on('close', (code, reason) => this.closes.push({ code, reason: reason.toString() }))
    peer.on('message', (raw: Buffer, isBinary) => {
      const data = isBinary ? raw : raw.toString()
      if (data === 'ping') {
        this.pings.push(performance.now())
        if (pings) peer.send('pong')
        return
      }
      this.received.push({ data, link })
      onMessage?.(data, peer, link)
      if (echo) peer.send(data)
    })
    onLink?.(peer, link)
  }
}
