// Messages that are sent before there is a link.
import { pause, watch, type Fluency } from './fluency.ts'
import type { Connect, Said, Subject } from './subject.ts'

export class Queue {
  readonly #connect: Connect
  #messages: string[] = []
  #socket: Subject | undefined
  #flushed: Promise<Fluency> | undefined

  constructor(connect: Connect) {
    this.#connect = connect
  }

  /** Makes the messages, so that their own memory is not counted. Each begins with its number. */
  prepare(count: number, size: number): void {
    const decoder = new TextDecoder()
    const bytes = new Uint8Array(size).fill(120)
    this.#messages = Array.from({ length: count }, (_, i) => {
      new TextEncoder().encodeInto(String(i).padStart(8, '0'), bytes)
      return decoder.decode(bytes) // one flat string, as if it were from JSON.stringify
    })
  }

  /** How long (ms) it takes to send all of them without a link. */
  enqueue(url: string): number {
    let done = () => undefined as void
    const arrived = new Promise<void>((resolve) => (done = resolve))
    const socket = (this.#socket = this.#connect(url, { message: done }))
    const begin = performance.now()
    for (const message of this.#messages) socket.send(message)
    const time = performance.now() - begin
    this.#flushed = flushed(arrived)
    return time
  }

  /** The same without a queue: all at once as soon as there is a link. */
  loop(url: string): void {
    let done = () => undefined as void
    const arrived = new Promise<void>((resolve) => (done = resolve))
    const open = () => this.#messages.forEach((message) => socket.send(message))
    const socket = this.#connect(url, { message: done, open })
    this.#flushed = flushed(arrived)
  }

  /** When the server had everything, and how long the page stood still meanwhile. */
  flushed(): Promise<Fluency> | undefined {
    return this.#flushed
  }

  get said(): Said | undefined {
    return this.#socket?.said
  }
}

async function flushed(arrived: Promise<void>): Promise<Fluency> {
  await pause(100) // what went before is not the flush
  return watch(arrived)
}
