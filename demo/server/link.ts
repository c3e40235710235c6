/** One WebSocket of one tab on its way to the server: passes bytes on, and misbehaves when told to. Does not know when it should. */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { DelayLine } from './delay.ts'

/** Who sends more (bytes) than the other end takes has to wait. */
const MAX_HELD = 1024 * 1024

export class Link {
  readonly tab: string
  readonly #client: Duplex
  readonly #server: Socket
  readonly #delay: () => number
  readonly #lines = [new DelayLine(), new DelayLine()] as const
  #muted = false

  /** `delay` is asked for each piece of what passes: ms that it is held up. */
  constructor(client: Duplex, server: Socket, tab: string, delay: () => number) {
    this.#client = client
    this.#server = server
    this.tab = tab
    this.#delay = delay
    this.#pass(client, server, this.#lines[0])
    this.#pass(server, client, this.#lines[1])
    client.on('close', () => this.kill())
  }

  /** Whether anybody at the other end can still notice what happens here. */
  get isAlive(): boolean {
    return !this.#muted && !this.#client.destroyed
  }

  onClose(listener: () => void): void {
    this.#client.on('close', listener)
  }

  /** Ends the TCP connection without a closing handshake. */
  kill(): void {
    for (const line of this.#lines) line.stop()
    this.#client.destroy()
    this.#server.destroy()
  }

  /** Plays dead: passes nothing more on, and does not hang up either. */
  mute(): void {
    this.#muted = true
  }

  #pass(from: Duplex, to: Duplex, line: DelayLine): void {
    let held = 0
    from.on('data', (chunk: Buffer) => {
      if (this.#muted) return
      held += chunk.length
      if (held > MAX_HELD) from.pause()
      line.push(this.#delay(), () => {
        to.write(chunk, () => {
          held -= chunk.length
          if (held <= MAX_HELD) from.resume()
        })
      })
    })
    from.on('end', () => line.push(this.#delay(), () => to.end()))
    from.on('error', () => this.kill())
  }
}
