import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { openStage } from '../../fake/channel-stage.ts'

interface Channels {
  prices: { receive: { tick: { symbol: string; price: number } } }
}

/** A page that draws when the test says so; in a hidden tab it never does. */
function fakeFrames(): { draw: () => void; wanted: () => number } {
  const wanted = new Map<number, () => void>()
  let last = 0
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => (wanted.set(++last, run), last))
  vi.stubGlobal('cancelAnimationFrame', (id: number) => wanted.delete(id))
  onTestFinished(() => void vi.unstubAllGlobals())
  const draw = () => {
    for (const [id, run] of [...wanted]) if (wanted.delete(id)) run()
  }
  return { draw, wanted: () => wanted.size }
}

async function up() {
  const frames = fakeFrames()
  const stage = await openStage<Channels>({ heartbeat: false })
  const prices = stage.client.channel('prices')
  const tick = (symbol: string, price: number) =>
    stage.say({ type: 'event', channel: 'prices', event: 'tick', data: { symbol, price } })
  return { ...frames, stage, prices, tick }
}

describe("coalesce: 'frame'", () => {
  test('calls once a frame for each key, with the latest', async () => {
    const { prices, tick, draw, wanted } = await up()
    const drawn: string[] = []
    const show = (data: { symbol: string; price: number }) => drawn.push(`${data.symbol} ${data.price}`)
    prices.on('tick', show, { coalesce: 'frame', key: ({ symbol }) => symbol })
    for (let price = 1; price <= 100; price++) await tick(price % 2 ? 'A' : 'B', price)
    expect(drawn).toEqual([])
    expect(wanted()).toBe(1)
    draw()
    expect(drawn).toEqual(['A 99', 'B 100'])
    draw()
    await tick('A', 1)
    draw()
    expect(drawn).toEqual(['A 99', 'B 100', 'A 1'])
  })

  test('keeps the latest only, without a key', async () => {
    const { prices, tick, draw } = await up()
    const drawn: number[] = []
    prices.on('tick', ({ price }) => drawn.push(price), { coalesce: 'frame' })
    await tick('A', 1)
    await tick('B', 2)
    draw()
    expect(drawn).toEqual([2])
  })

  test('calls nobody who stopped listening, be it between two calls of one frame', async () => {
    const { prices, tick, draw, wanted } = await up()
    const drawn: string[] = []
    const off = prices.on(
      'tick',
      ({ symbol }) => {
        drawn.push(symbol)
        off()
      },
      { coalesce: 'frame', key: ({ symbol }) => symbol },
    )
    const never = prices.on('tick', () => drawn.push('never'), { coalesce: 'frame' })
    await tick('A', 1)
    await tick('B', 2)
    never()
    expect(wanted()).toBe(1)
    draw()
    expect(drawn).toEqual(['A'])
    expect(wanted()).toBe(0)
  })

  test('refuses another pace', async () => {
    const { prices } = await up()
    expect(() => prices.on('tick', () => undefined, { coalesce: 'second' as never })).toThrow(TypeError)
  })
})
