// One open link with messages in one direction or both.
import type { Connect, Subject } from './subject.ts'

const text = 'x'.repeat(64)
/** So many messages are sent by one task. */
const perTask = 250

export class Traffic {
  readonly #connect: Connect
  #socket: Subject | undefined
  #left = 0
  #bytes = 0
  #done: () => void = () => undefined

  constructor(connect: Connect) {
    this.#connect = connect
  }

  open(url: string): Promise<void> {
    return new Promise((resolve) => {
      this.#socket = this.#connect(url, { open: resolve, message: (event) => this.#received(event.data as string) })
    })
  }

  /** How long (ms) it takes until `count` messages of the flood are here. */
  receive(count: number): Promise<number> {
    return this.#time(count, () => this.#socket?.send(String(count)))
  }

  /** How long (ms) it takes until the server has `count` messages; it confirms `every` of them. */
  send(count: number, every: number): Promise<number> {
    return this.#time(count / every, () => this.#sendSlice(count))
  }

  /** How long (ms) each of `count` messages took to come back, one after another. */
  async echo(count: number): Promise<number[]> {
    const times: number[] = []
    while (times.length < count) times.push(await this.#time(1, () => this.#socket?.send(text)))
    return times
  }

  async #time(messages: number, start: () => void): Promise<number> {
    this.#left = messages
    const done = new Promise<void>((resolve) => (this.#done = resolve))
    const begin = performance.now()
    start()
    await done
    return performance.now() - begin
  }

  #sendSlice(count: number): void {
    const channel = new MessageChannel()
    let left = count
    channel.port1.onmessage = () => {
      for (let i = 0; i < perTask && left > 0; i++, left--) this.#socket?.send(text)
      if (left > 0) channel.port2.postMessage(0)
      else channel.port1.close()
    }
    channel.port2.postMessage(0)
  }

  #received(data: string): void {
    this.#bytes += data.length
    if (--this.#left === 0) this.#done()
  }
}
