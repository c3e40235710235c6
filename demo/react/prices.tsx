/** The ticker: the latest price of each, and the chart. What was missed while the link was down is there when it is back. */
import type { ChannelState } from 'holdfast'
import { useEffect, useRef, useState } from 'react'
import { lines } from '../parts/colour.ts'
import { percent } from '../parts/format.ts'
import { PriceChart } from '../parts/price-chart.ts'
import type { DemoChannels, Tick } from '../shared/channels.ts'
import { useChannel, useEvent, useJoin } from './realtime.ts'

const DRAW_INTERVAL = 100

export function Prices() {
  const prices = useChannel('prices')
  const joined = useJoin(prices)
  const [latest, setLatest] = useState<ReadonlyMap<string, Tick>>(new Map())
  const opening = joined.name === 'joined' ? joined.data.opening : undefined
  const shown = useRef(opening)
  if (opening) shown.current = opening
  const { frame, chart } = useChart(joined)
  // The chart takes every tick, the table the latest of each frame.
  useEvent(prices, 'tick', (tick) => chart.current?.add(tick))
  useEvent(prices, 'tick', (tick) => setLatest((before) => new Map(before).set(tick.symbol, tick)), {
    coalesce: 'frame',
    key: ({ symbol }) => symbol,
  })

  return (
    <section
      id="prices"
      className={joined.name === 'joined' ? 'card prices' : 'card prices stale'}
      aria-labelledby="prices-title"
    >
      <div className="heading">
        <h2 id="prices-title">Prices</h2>
        <p className="note">Invented ones, twenty a second, the last minute</p>
      </div>
      <table className="price-table">
        <caption className="hidden">Latest prices</caption>
        <thead className="hidden">
          <tr>
            <th scope="col">Symbol</th>
            <th scope="col">Price</th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody id="price-rows">
          {shown.current?.map(({ symbol, price }, index) => (
            <Row key={symbol} symbol={symbol} line={lines[index]} opening={price} price={latest.get(symbol)?.price} />
          ))}
        </tbody>
      </table>
      <div
        id="price-chart"
        className="chart"
        role="img"
        aria-label="Chart of all prices, last 60 seconds"
        ref={frame}
      ></div>
    </section>
  )
}

/** The chart in its frame, with what the server remembers. */
function useChart(joined: ChannelState<DemoChannels['prices']['joined']>) {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<PriceChart>(undefined)

  useEffect(() => {
    const own = (chart.current = new PriceChart(frame.current!))
    const timer = setInterval(() => own.draw(), DRAW_INTERVAL)
    return () => {
      clearInterval(timer)
      own.remove()
    }
  }, [])
  useEffect(() => {
    if (joined.name === 'joined') chart.current?.begin(joined.data.opening, joined.data.history)
  }, [joined])
  return { frame, chart }
}

interface RowProps {
  symbol: string
  line: string | undefined
  opening: number
  price: number | undefined
}

function Row({ symbol, line, opening, price = opening }: RowProps) {
  const change = (100 * (price - opening)) / opening
  return (
    <tr>
      <th scope="row" className="price-name" data-line={line}>
        {symbol}
      </th>
      <td className="price">{price.toFixed(2)}</td>
      <td className="price-change" data-sign={Math.sign(Math.round(change * 10))}>
        {percent(change)}
      </td>
    </tr>
  )
}
