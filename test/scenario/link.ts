// Two sockets and what happens to the bytes between them. It decides on no fault: faults are done to it.
import type { Socket } from 'node:net'

/** Done to a link, at its accept or at any later moment. */
export type Fault = (link: Link) => void

/** Written in this many slices a second when throttled. */
const SLICES = 50
const BACKLOG = 65_536

/** One direction of a link. Order is kept whatever the delays. */
class Pipe {
  delay = 0
  rate = Infinity
  cutAfter = Infinity
  cut: Fault = (link) => link.reset()
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
      this.to.write(rest, () => this.cut(this.link))
      return
    }
    this.passed += bytes.length
    if (this.rate === Infinity) return this.hand(bytes)
    const slice = Math.max(1, Math.floor(this.rate / SLICES))
    for (let at = 0; at < bytes.length; at += slice) {
      const part = bytes.subarray(at, at + slice)
      await this.link.wait((1_000 * part.length) / this.rate)
      if (this.swallowed) return
      await this.hand(part)
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
