// A TCP proxy that misbehaves on purpose. It owns the sockets on both of its sides, not the server behind it.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Done to a link, at its accept or at any later moment. */
export type Fault = (link: Link) => void

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

/** Written in this many slices a second when throttled. */
const SLICES = 50
const BACKLOG = 65_536

/** One direction of a link. Order is kept whatever the delays. */
class Pipe {
  delay = 0
  rate = Infinity
  cutAfter = Infinity
  swallowed = false
  passed = 0
  first: ((chunk: Buffer) => Buffer) | undefined
  private backlog = 0
  private tail = Promise.resolve()

  constructor(
    private readonly link: Link,
    private readonly from: Socket,
    private readonly to: Socket,
  ) {
    from.on('data', (chunk: Buffer) => this.accept(chunk))
    from.on('end', () => this.queue(() => this.finish()))
  }

  finish(): void {
    if (this.swallowed) return
    this.swallowed = true
    this.to.end()
  }

  private accept(chunk: Buffer): void {
    this.backlog += chunk.length
    if (this.backlog > BACKLOG) this.from.pause()
    this.queue(async () => {
      if (!this.swallowed) await this.write(chunk)
      this.backlog -= chunk.length
      if (this.backlog <= BACKLOG) this.from.resume()
    })
  }

  private queue(deliver: () => void | Promise<void>): void {
    const due = performance.now() + this.delay
    this.tail = this.tail.then(async () => {
      await this.link.wait(due - performance.now())
      await deliver()
    })
  }

  private async write(chunk: Buffer): Promise<void> {
    const bytes = this.first ? this.first(chunk) : chunk
    this.first = undefined
    if (this.passed + bytes.length >= this.cutAfter) {
      const rest = bytes.subarray(0, this.cutAfter - this.passed)
      this.swallowed = true
      this.to.write(rest, () => this.link.reset())
      return
    }
    this.passed += bytes.length
    if (this.rate === Infinity) return this.hand(bytes)
    const slice = Math.max(1, Math.floor(this.rate / SLICES))
    for (let at = 0; at < bytes.length; at += slice) {
      await this.link.wait(1_000 / SLICES)
      if (this.swallowed) return
      await this.hand(bytes.subarray(at, at + slice))
    }
  }

  private async hand(bytes: Buffer): Promise<void> {
    if (!this.to.writable || this.to.write(bytes)) return
    await new Promise<void>((resolve) => {
      this.to.once('drain', resolve)
      this.to.once('close', resolve)
    })
  }
}

/** One client and the proxy's own connection to the server for it. */
export class Link {
  readonly at = performance.now()
  readonly up: Pipe
  readonly down: Pipe
  private readonly timers = new Set<NodeJS.Timeout>()

  constructor(
    readonly client: Socket,
    readonly upstream: Socket,
  ) {
    this.up = new Pipe(this, client, upstream)
    this.down = new Pipe(this, upstream, client)
    for (const [socket, other, pipe] of [
      [client, upstream, this.up],
      [upstream, client, this.down],
    ] as const) {
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', (hadError) => {
        if (hadError && !pipe.swallowed) other.resetAndDestroy()
        if (client.destroyed && upstream.destroyed) this.stopTimers()
      })
    }
  }

  swallow(): void {
    this.up.swallowed = this.down.swallowed = true
  }

  reset(): void {
    this.stopTimers()
    this.client.resetAndDestroy()
    this.upstream.resetAndDestroy()
  }

  end(): void {
    this.up.finish()
    this.down.finish()
  }

  /** Never settles once the link is gone. */
  wait(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer)
        resolve()
      }, ms)
      this.timers.add(timer)
    })
  }

  private stopTimers(): void {
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
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
  private readonly sockets = new Set<Socket>()
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
    for (const socket of this.sockets) socket.destroy()
    await closed
  }

  private accept(client: Socket): void {
    const upstream = connect({ port: this.targetPort, host: '127.0.0.1', allowHalfOpen: true })
    const link = new Link(client, upstream)
    this.accepted.push(link.at)
    this.links.add(link)
    client.on('close', () => this.links.delete(link))
    for (const socket of [client, upstream]) {
      this.sockets.add(socket)
      socket.on('close', () => this.sockets.delete(socket))
    }
    const only = this.upcoming.shift()
    for (const fault of only ? [only] : this.faults) fault(link)
  }
}
