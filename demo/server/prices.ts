/** Prices that wander: invented, of invented goods. */
import type { Tick } from '../shared/channels.ts'
import type { Realtime } from './realtime.ts'

const opening = new Map([
  ['ALDER', 120],
  ['BIRCH', 84],
  ['MAPLE', 61],
  ['ROWAN', 35],
])
/** One price moves each so many ms. */
const INTERVAL = 50
const REMEMBERED = 60_000
/** How far a price goes at once, and how strongly it is drawn back to where it began: shares of it. */
const STRIDE = 0.003
const PULL = 0.01

export function servePrices(server: Realtime): void {
  const prices = new Map(opening)
  const symbols = [...opening.keys()]
  let history: Tick[] = []
  let turn = 0

  setInterval(() => {
    const symbol = symbols[turn++ % symbols.length] ?? ''
    const [first = 0, price = 0] = [opening.get(symbol), prices.get(symbol)]
    const moved = price + first * STRIDE * (Math.random() * 2 - 1) + (first - price) * PULL
    const tick = { symbol, price: Math.round(moved * 100) / 100, at: Date.now() }
    prices.set(symbol, moved)
    history.push(tick)
    if (history.length > (1.5 * REMEMBERED) / INTERVAL) history = history.slice(-REMEMBERED / INTERVAL)
    server.publish('prices', 'tick', tick)
  }, INTERVAL)

  server.channel('prices', {
    subscribe: () => ({
      opening: [...opening].map(([symbol, price]) => ({ symbol, price })),
      history: history.filter(isRecent),
    }),
  })
}

function isRecent({ at }: Tick): boolean {
  return at > Date.now() - REMEMBERED
}
