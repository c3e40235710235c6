/** All links that are up, and sending to them. */
import type { ServerMessage } from '../shared/messages.ts'
import type { Link } from './link.ts'

const CHECK_INTERVAL = 15_000
const MOST_NAMES = 20

export class Links {
  readonly #links = new Set<Link>()
  readonly #timer = setInterval(() => this.#checkAll(), CHECK_INTERVAL)

  add(link: Link): void {
    this.#links.add(link)
    link.onClose(() => {
      this.#links.delete(link)
      this.tellPeople()
    })
    this.tellPeople()
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

  /** Tells everyone who is here. */
  tellPeople(): void {
    const names = new Map(this.of(undefined).map(({ tab, name }) => [tab, name]))
    const known = [...names.values()].filter((name) => name !== undefined)
    this.broadcast({ type: 'people', count: names.size, names: known.slice(0, MOST_NAMES) })
  }

  #checkAll(): void {
    for (const link of this.#links) link.check()
  }
}
