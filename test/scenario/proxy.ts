// A TCP proxy that misbehaves on purpose. It owns the sockets on both of its sides, not the server behind it.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { Link, type Fault } from './link.ts'

export const pass: Fault = () => undefined
/** Swallows what either side says from now on; at accept: a server that accepts and never answers. */
export const blackhole: Fault = (link) => link.swallow()
export const reset: Fault = (link) => link.reset()
export const fin: Fault = (link) => link.end()
/** The client is told that nothing more comes; what it still says reaches the server. */
export const halfClose: Fault = (link) => link.down.finish()
/** Lets `bytes` more through towards the client (`down`) or the server (`up`), then resets both sides. */
export const resetAfter =
  (bytes: number, direction: 'down' | 'up' = 'down'): Fault =>
  (link) => {
    link[direction].cutAfter = link[direction].passed + bytes
  }
/** Lets `bytes` more through towards the server, then swallows both ways. */
export const blackholeAfter =
  (bytes: number): Fault =>
  (link) => {
    link.up.cut = blackhole
    link.up.cutAfter = link.up.passed + bytes
  }
export const delay =
  (ms: number): Fault =>
  (link) => {
    link.up.delay = link.down.delay = ms
  }
export const throttle =
  (bytesPerSecond: number, direction?: 'down' | 'up'): Fault =>
  (link) => {
    for (const pipe of direction ? [link[direction]] : [link.up, link.down]) pipe.rate = bytesPerSecond
  }
export const answers =
  (status: number): Fault =>
  (link) => {
    link.up.swallowed = true
    link.client.once('data', () => {
      link.client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    })
  }
export const badAccept: Fault = (link) => {
  link.down.first = (chunk) =>
    Buffer.from(chunk.toString('latin1').replace(/(sec-websocket-accept: ).*/i, '$1bm9uc2Vuc2U='), 'latin1')
}
/** Lets the upgrade through and hangs up `ms` later. */
export const flap =
  (ms: number): Fault =>
  (link) => {
    link.down.first = (chunk) => {
      void link.wait(ms).then(() => link.end())
      return chunk
    }
  }

export class FaultProxy {
  /** For every new link, in this order. */
  faults: Fault[] = []
  /** When each connection was accepted, by `performance.now()`. */
  readonly accepted: number[] = []
  /** Links whose client has not gone. */
  readonly links = new Set<Link>()
  private readonly upcoming: Fault[] = []
  private readonly sockets = new Map<Socket, Link>()
  private readonly listener: Server
  private port = 0

  private constructor(private readonly targetPort: number) {
    this.listener = createServer({ allowHalfOpen: true }, (client) => this.accept(client))
  }

  static async start(targetPort: number): Promise<FaultProxy> {
    const proxy = new FaultProxy(targetPort)
    await proxy.listen()
    return proxy
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  /** Each for one coming link, before the standing `faults` apply again. */
  next(...faults: Fault[]): void {
    this.upcoming.push(...faults)
  }

  /** To every link that is up now. */
  strike(fault: Fault): void {
    for (const link of this.links) fault(link)
  }

  /** Opens the port, again the same one after `refuse`. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.listener.listen(this.port, '127.0.0.1', resolve))
    this.port = (this.listener.address() as AddressInfo).port
  }

  /** Closes the port; links that are up stay. */
  refuse(): void {
    this.listener.close()
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.listener.close(() => resolve())
    })
    for (const link of this.links) link.reset()
    for (const socket of this.sockets.keys()) socket.destroy()
    await closed
  }

  /** Ends what holes leave half open for ever: the sockets of links whose client has gone. */
  sweep(): void {
    for (const [socket, link] of this.sockets) if (!this.links.has(link)) socket.destroy()
  }

  private accept(client: Socket): void {
    const upstream = connect({ port: this.targetPort, host: '127.0.0.1', allowHalfOpen: true })
    const link = new Link(client, upstream)
    this.accepted.push(link.at)
    this.links.add(link)
    // A hole answers no goodbye, so its socket is only half closed when the client goes.
    for (const event of ['end', 'close']) client.on(event, () => this.links.delete(link))
    for (const socket of [client, upstream]) {
      this.sockets.set(socket, link)
      socket.on('close', () => this.sockets.delete(socket))
    }
    const only = this.upcoming.shift()
    for (const fault of only ? [only] : this.faults) fault(link)
  }
}
