// The server as the driver sees it.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Commands } from './server.ts'

export class FarEnd {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (value: unknown) => void>()
  readonly #exit: Promise<never>
  #lastId = 0
  #ports = { site: 0, steady: [0], shaky: [0] }

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#exit = once(child, 'exit').then(() => Promise.reject(new Error('The server has gone')))
    this.#exit.catch(() => undefined)
    child.on('message', ({ id, value }: { id: number; value: unknown }) => {
      this.#waiting.get(id)?.(value)
      this.#waiting.delete(id)
    })
  }

  static async start(): Promise<FarEnd> {
    const farEnd = new FarEnd(fork(fileURLToPath(new URL('server.mjs', import.meta.url))))
    farEnd.#ports = await farEnd.call('start')
    return farEnd
  }

  call<K extends keyof Commands>(name: K, ...args: Parameters<Commands[K]>): Promise<Awaited<ReturnType<Commands[K]>>> {
    const id = (this.#lastId += 1)
    const answer = new Promise<Awaited<ReturnType<Commands[K]>>>((resolve) => {
      this.#waiting.set(id, resolve as (value: unknown) => void)
      this.#child.send({ id, name, args })
    })
    return Promise.race([answer, this.#exit])
  }

  page(path: string): string {
    return `http://127.0.0.1:${this.#ports.site}/${path}`
  }

  /** `shaky` links are those of the server that goes down. Links of different lanes do not wait for each other. */
  link(path: string, kind: 'steady' | 'shaky' = 'steady', lane = 0): string {
    return `ws://127.0.0.1:${this.#ports[kind][lane]}/${path}`
  }

  /** The browser gives back the sockets of a closed page a little later, and has only 255. */
  async quiet(): Promise<void> {
    for (let looks = 0; (await this.call('links')) > 0; looks++) {
      if (looks > 1_000) throw new Error('The browser keeps the sockets of closed pages')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  async close(): Promise<void> {
    const exit = once(this.#child, 'exit')
    this.#child.disconnect()
    await exit
  }
}
