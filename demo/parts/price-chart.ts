/** The chart of the prices: the last minute, in percent of where each began. */
import type { Tick } from '../shared/channels.ts'
import { lines } from './colour.ts'
import { createPlot, SHOWN, type Plot } from './plot.ts'

/** A hidden page draws nothing, and would gather ticks without end. */
const MOST = 5_000

export class PriceChart {
  readonly #plot: Plot
  #opening = new Map<string, number>()
  #ticks: Tick[] = []

  constructor(frame: HTMLElement) {
    this.#plot = createPlot(frame, {
      lines,
      unit: '%',
      range: (_, least, most) => [Math.min(-1, least), Math.max(1, most)],
      // Each tick is of one price only.
      spanGaps: true,
    })
  }

  /** What the server remembers takes the place of what was heard: also what was missed is there then. */
  begin(opening: { symbol: string; price: number }[], history: Tick[]): void {
    this.#opening = new Map(opening.map(({ symbol, price }) => [symbol, price]))
    this.#ticks = [...history]
  }

  add(tick: Tick): void {
    this.#ticks.push(tick)
    if (this.#ticks.length > MOST) this.#forgetOld()
  }

  draw(): void {
    this.#forgetOld()
    const symbols = [...this.#opening.keys()].slice(0, lines.length)
    this.#plot.setData([
      this.#ticks.map(({ at }) => at / 1_000),
      ...symbols.map((symbol) => this.#ticks.map((tick) => (tick.symbol === symbol ? this.percentOf(tick) : null))),
    ])
  }

  /** How far a price is from where it began. */
  percentOf({ symbol, price }: Tick): number {
    const opening = this.#opening.get(symbol)
    return opening === undefined ? 0 : (100 * (price - opening)) / opening
  }

  remove(): void {
    this.#plot.remove()
  }

  #forgetOld(): void {
    const first = Date.now() - (SHOWN + 1) * 1_000
    const kept = this.#ticks.findIndex(({ at }) => at >= first)
    if (kept > 0) this.#ticks.splice(0, kept)
  }
}
