/** The ticker: the latest price of each, and the chart. What was missed while the link was down is there when it is back. */
import type { DemoClient } from '../parts/client.ts'
import { lines } from '../parts/colour.ts'
import { percent } from '../parts/format.ts'
import { PriceChart } from '../parts/price-chart.ts'
import { create, find } from './element.ts'
import { onSomeFrames } from './frame.ts'

const INTERVAL = 100

interface Row {
  price: HTMLElement
  change: HTMLElement
}

export function showPrices(client: DemoClient): void {
  const prices = client.channel('prices')
  const card = find('prices', HTMLElement)
  const body = find('price-rows', HTMLTableSectionElement)
  const chart = new PriceChart(find('price-chart', HTMLElement))
  let rows = new Map<string, Row>()

  prices.onState((state) => {
    card.classList.toggle('stale', state.name !== 'joined')
    if (state.name !== 'joined') return
    const { opening, history } = state.data
    chart.begin(opening, history)
    rows = new Map(opening.map(({ symbol }, index) => [symbol, addRow(symbol, lines[index])]))
    body.replaceChildren(...[...rows.values()].map(({ price }) => price.parentElement!))
  })
  prices.on('tick', (tick) => chart.add(tick))
  prices.on(
    'tick',
    (tick) => {
      const row = rows.get(tick.symbol)
      if (!row) return
      const change = chart.percentOf(tick)
      row.price.textContent = tick.price.toFixed(2)
      row.change.textContent = percent(change)
      row.change.dataset['sign'] = String(Math.sign(Math.round(change * 10)))
    },
    { coalesce: 'frame', key: ({ symbol }) => symbol },
  )
  onSomeFrames(INTERVAL, () => chart.draw())
}

function addRow(symbol: string, line = ''): Row {
  const row = create('tr', '')
  const name = create('th', 'price-name', symbol)
  name.scope = 'row'
  name.dataset['line'] = line
  const price = create('td', 'price')
  const change = create('td', 'price-change')
  row.append(name, price, change)
  return { price, change }
}
