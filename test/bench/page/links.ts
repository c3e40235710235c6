// Many idle links, and when each of them closed and opened again. Times are of the epoch, in ms.
import type { Connect, Subject } from './subject.ts'

export interface Reopening {
  closedAt: number
  openedAt: number
}

const now = () => performance.timeOrigin + performance.now()

export class Links {
  readonly #connect: Connect
  readonly #sockets: Subject[] = []
  readonly #reopenings: Reopening[] = []
  /** When the network or the page came back. */
  signalAt: number | undefined

  constructor(connect: Connect) {
    this.#connect = connect
    // Ahead of the subject's own listeners.
    addEventListener('online', () => (this.signalAt = now()))
    addEventListener('pageshow', (event) => event.persisted && (this.signalAt = now()))
  }

  /** Opens so many links, one after another. */
  async open(url: string, count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.#openOne(url)
  }

  /** How long (ms) each of so many links took to open, one after another. */
  async openAndClose(url: string, count: number): Promise<number[]> {
    const times: number[] = []
    for (let i = 0; i < count; i++) {
      // Chromium lets 10 ms pass after one link to a port before it opens the next.
      await new Promise((resolve) => setTimeout(resolve, 15))
      const begin = performance.now()
      await this.#openOne(url)
      times.push(performance.now() - begin)
      this.#sockets.pop()?.close()
    }
    return times
  }

  /** What opened again: waits for `count` of them, at most `limit` ms. */
  async reopened(count: number, limit: number): Promise<Reopening[]> {
    const end = now() + limit
    while (this.#reopenings.length < count && now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
    return this.#reopenings.splice(0)
  }

  #openOne(url: string): Promise<void> {
    return new Promise((resolve) => {
      let closedAt: number | undefined
      let isFirst = true
      const socket = this.#connect(url, {
        open: () => {
          const openedAt = now()
          // Not everybody says that the page closed it.
          if (!isFirst) this.#reopenings.push({ closedAt: closedAt ?? openedAt, openedAt })
          isFirst = false
          closedAt = undefined
          resolve()
        },
        close: () => (closedAt ??= now()),
      })
      this.#sockets.push(socket)
    })
  }
}
