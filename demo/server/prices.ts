/** Prices that wander: invented, of invented goods. */
import type { Tick } from '../shared/channels.ts'
import type { Realtime } from './realtime.ts'

const starts = new Map([
  ['ALDER', 120],
  ['BIRCH', 84],
  ['MAPLE', 61],
  ['ROWAN', 35],
])
/** One price moves each so many ms. */
const INTERVAL = 50
const REMEMBERED = 60_000
/** How far a price goes at once, and how strongly it is drawn back to where it began: shares of it. */
const STRIDE = 0.004
const PULL = 0.01

export function servePrices(server: Realtime): void {
  const prices = new Map(starts)
  const symbols = [...starts.keys()]
  let history: Tick[] = []
  let turn = 0

  setInterval(() => {
    const symbol = symbols[turn++ % symbols.length] ?? ''
    const [start = 0, price = 0] = [starts.get(symbol), prices.get(symbol)]
    const moved = price + start * STRIDE * (Math.random() * 2 - 1) + (start - price) * PULL
    const tick = { symbol, price: Math.round(moved * 100) / 100, at: Date.now() }
    prices.set(symbol, moved)
    history.push(tick)
    if (history.length > (1.5 * REMEMBERED) / INTERVAL) history = history.slice(-REMEMBERED / INTERVAL)
    server.publish('prices', 'tick', tick)
  }, INTERVAL)

  server.channel('prices', { subscribe: () => ({ history: history.filter(isRecent) }) })
}

function isRecent({ at }: Tick): boolean {
  return at > Date.now() - REMEMBERED
}
