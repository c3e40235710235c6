import { compare, quantile, sum } from '../figures.ts'
import type { Result } from '../results.ts'
import type { Stage } from '../stage.ts'
import { all, holdfast } from '../subjects.ts'
import { ratioFigure } from '../targets.ts'

export async function echo(stage: Stage): Promise<Result> {
  const { echoes } = stage.plan
  const samples = await stage.slices(
    7,
    all,
    (frame) => frame.call('open', stage.farEnd.link('echo')),
    async (frame) => {
      const times = await frame.call('echo', echoes)
      return { p50: middle(times) * 1e3, p99: quantile(times, 0.99) * 1e3 }
    },
  )
  return {
    title: 'Echo',
    note: `From send() to the answer, in µs: slices of ${echoes} messages of 64 bytes, one after another. Less is better.`,
    ...compare(samples, [
      { key: 'p50', label: 'p50', ratio: true },
      { key: 'p99', label: 'p99', ratio: true },
    ]),
    figures: [ratioFigure(samples, holdfast.name, 'p50', { name: 'Echo, p50, × native', atMost: 1.1 })],
    lines: [],
  }
}

/** The mean of the middle fifth: the clock ticks by 5 µs, and so would the median. */
function middle(times: number[]): number {
  const fifth = times.sort((a, b) => a - b).slice(Math.floor(times.length * 0.4), Math.ceil(times.length * 0.6))
  return sum(fifth) / fifth.length
}
