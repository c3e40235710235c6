/** Counts the numbered items of each tab, to show that none was lost, repeated or overtaken. */
import type { IncomingMessage } from 'node:http'
import type { Tally } from '../shared/channels.ts'
import type { Realtime } from './realtime.ts'
import { tabOf } from './tab.ts'

/** How often (ms) a tab hears how far the count is. */
const INTERVAL = 100

export function serveItems(server: Realtime): void {
  const tallies = new Tallies()
  const tellers = new Map<IncomingMessage, (tally: Tally) => void>()

  server.channel('items', {
    subscribe(_, { request, send }) {
      tellers.set(request, (tally) => send('tally', tally))
      return { tally: tallies.of(tabOf(request)) ?? null }
    },
    left: ({ request }) => tellers.delete(request),
    events: { item: ({ batch, n }, { request }) => tallies.take(tabOf(request), batch, n) },
  })

  setInterval(() => {
    const news = tallies.news()
    for (const [request, tell] of tellers) {
      const tally = news.get(tabOf(request))
      if (tally) tell(tally)
    }
  }, INTERVAL)
}

/** A tab whose batch is older than those of this many others is forgotten. */
const KEPT = 100

class Tallies {
  readonly #byTab = new Map<string, Tally & { last: number }>()
  readonly #changed = new Set<string>()

  take(tab: string, batch: string, n: number): void {
    const tally = this.#tallyOf(tab, batch)
    this.#changed.add(tab)
    tally.received += 1
    if (n > tally.last) {
      tally.missing += n - tally.last - 1
      tally.last = n
    } else {
      tally.repeated += 1
    }
  }

  of(tab: string): Tally | undefined {
    const tally = this.#byTab.get(tab)
    if (!tally) return undefined
    const { batch, received, missing, repeated } = tally
    return { batch, received, missing, repeated }
  }

  /** By tab, what changed since it was last asked for. */
  news(): Map<string, Tally> {
    const news = new Map<string, Tally>()
    for (const tab of this.#changed) {
      const tally = this.of(tab)
      if (tally) news.set(tab, tally)
    }
    this.#changed.clear()
    return news
  }

  #tallyOf(tab: string, batch: string): Tally & { last: number } {
    const known = this.#byTab.get(tab)
    if (known?.batch === batch) return known
    const tally = { batch, received: 0, missing: 0, repeated: 0, last: 0 }
    this.#byTab.delete(tab)
    this.#byTab.set(tab, tally)
    for (const oldest of this.#byTab.keys()) {
      if (this.#byTab.size <= KEPT) break
      this.#byTab.delete(oldest)
    }
    return tally
  }
}
