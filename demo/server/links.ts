/** All links that are up. */
import type { Link } from './link.ts'

export class Links {
  readonly #links = new Set<Link>()

  add(link: Link): void {
    this.#links.add(link)
    link.onClose(() => this.#links.delete(link))
  }

  /** The live links of one tab, or of everyone. */
  of(tab: string | undefined): Link[] {
    return [...this.#links].filter((link) => link.isAlive && (tab === undefined || link.tab === tab))
  }
}
