/** One WebSocket of one tab: sends, hears, and misbehaves when told to. Does not know when it should. */
import type { WebSocket } from 'ws'
import { DelayLine } from './delay.ts'

/** A reader that is further behind than this costs memory and will not catch up. */
const MAX_BEHIND = 4 * 1024 * 1024
const SILENCE_ALLOWED = 45_000

export class Link {
  readonly tab: string
  /** What the guest in that tab is called, once it said so. */
  name: string | undefined
  readonly #socket: WebSocket
  readonly #delay: () => number
  readonly #outbound = new DelayLine()
  readonly #inbound = new DelayLine()
  #muted = false
  #heard = performance.now()

  /** `delay` is asked for each message: ms that it is held up. */
  constructor(socket: WebSocket, tab: string, delay: () => number) {
    this.#socket = socket
    this.tab = tab
    this.#delay = delay
    socket.on('pong', () => this.#hear())
    socket.on('close', () => this.#stop())
    // 'close' follows and says all that matters; without a listener an error would end the process.
    socket.on('error', () => this.#stop())
  }

  /** Whether anybody at the other end can still notice what happens here. */
  get isAlive(): boolean {
    return !this.#muted && this.#socket.readyState === this.#socket.OPEN
  }

  onMessage(listener: (text: string) => void): void {
    this.#socket.on('message', (data, isBinary) => {
      this.#hear()
      if (!isBinary) this.#inbound.push(this.#delay(), () => listener(data.toString()))
    })
  }

  onClose(listener: () => void): void {
    this.#socket.on('close', listener)
  }

  send(text: string): void {
    if (!this.isAlive) return
    if (this.#socket.bufferedAmount > MAX_BEHIND) return this.kill()
    this.#outbound.push(this.#delay(), () => {
      if (this.isAlive) this.#socket.send(text)
    })
  }

  /** Ends the TCP connection without a closing handshake. */
  kill(): void {
    this.#socket.terminate()
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason)
  }

  /** Plays dead: reads and writes nothing more, and does not hang up either. */
  mute(): void {
    this.#muted = true
    this.#socket.pause()
    this.#stop()
  }

  /** Asks for a sign of life; ends a link that gave none for long, such as a muted one. */
  check(): void {
    if (performance.now() - this.#heard > SILENCE_ALLOWED) this.kill()
    else if (this.isAlive) this.#socket.ping()
  }

  #hear(): void {
    this.#heard = performance.now()
  }

  #stop(): void {
    this.#outbound.stop()
    this.#inbound.stop()
  }
}
