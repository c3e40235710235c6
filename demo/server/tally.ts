/** Counts the numbered items of each tab, to show that none was lost, repeated or overtaken. */
import type { Tally } from '../shared/messages.ts'

/** A tab whose batch is older than those of this many others is forgotten. */
const KEPT = 100

interface Count extends Tally {
  last: number
  told: boolean
}

export class Tallies {
  readonly #counts = new Map<string, Count>()

  take(tab: string, batch: string, n: number): void {
    const count = this.#countOf(tab, batch)
    count.told = false
    count.received += 1
    if (n > count.last) {
      count.missing += n - count.last - 1
      count.last = n
    } else {
      count.repeated += 1
    }
  }

  /** The tab's tally, if it changed since it was last asked for. */
  news(tab: string): Tally | undefined {
    const count = this.#counts.get(tab)
    if (!count || count.told) return undefined
    count.told = true
    const { batch, received, missing, repeated } = count
    return { batch, received, missing, repeated }
  }

  /** A new link may not have heard the last news: they were sent to the link that broke. */
  retell(tab: string): void {
    const count = this.#counts.get(tab)
    if (count) count.told = false
  }

  #countOf(tab: string, batch: string): Count {
    const known = this.#counts.get(tab)
    if (known?.batch === batch) return known
    const count = { batch, received: 0, missing: 0, repeated: 0, last: 0, told: true }
    this.#counts.delete(tab)
    this.#counts.set(tab, count)
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= KEPT) break
      this.#counts.delete(oldest)
    }
    return count
  }
}
