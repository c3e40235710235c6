// The server as the driver sees it.
import { Child } from './child.ts'
import type { Commands } from './server.ts'

export class FarEnd {
  readonly #child = new Child<Commands>('server.mjs')
  #ports = { site: 0, steady: [0], shaky: [0] }

  static async start(): Promise<FarEnd> {
    const farEnd = new FarEnd()
    farEnd.#ports = await farEnd.call('start')
    return farEnd
  }

  call<K extends keyof Commands>(name: K, ...args: Parameters<Commands[K]>): Promise<Awaited<ReturnType<Commands[K]>>> {
    return this.#child.call(name, ...args)
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

  close(): Promise<void> {
    return this.#child.close()
  }
}
