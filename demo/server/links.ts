/** All links that are up, and sending to them. */
import type { ServerMessage } from '../shared/messages.ts'
import type { Link } from './link.ts'

const CHECK_INTERVAL = 15_000

export class Links {
  readonly #links = new Set<Link>()
  readonly #timer = setInterval(() => this.#checkAll(), CHECK_INTERVAL)

  add(link: Link): void {
    this.#links.add(link)
    link.onClose(() => {
      this.#links.delete(link)
      this.#tellPeople()
    })
    this.#tellPeople()
  }

  /** The live links of one tab, or of everyone. */
  of(tab: string | undefined): Link[] {
    return [...this.#links].filter((link) => link.isAlive && (tab === undefined || link.tab === tab))
  }

  broadcast(message: ServerMessage): void {
    const text = JSON.stringify(message)
    for (const link of this.#links) link.send(text)
  }

  closeAll(code: number, reason: string): void {
    clearInterval(this.#timer)
    for (const link of this.#links) link.close(code, reason)
  }

  #tellPeople(): void {
    this.broadcast({ type: 'people', count: new Set(this.of(undefined).map(({ tab }) => tab)).size })
  }

  #checkAll(): void {
    for (const link of this.#links) link.check()
  }
}
