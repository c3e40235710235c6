import { compare, quantile, type Table } from '../figures.ts'
import type { Stage } from '../stage.ts'
import { all } from '../subjects.ts'

export async function echo(stage: Stage): Promise<Table> {
  const { echoes } = stage.plan
  const samples = await stage.interleave(all, (subject) =>
    stage.page(
      subject,
      async (page) => {
        await page.call('open', stage.farEnd.link('echo'))
        await page.call('echo', echoes / 3)
        const times = await page.call('echo', echoes)
        return { p50: quantile(times, 0.5) * 1e3, p99: quantile(times, 0.99) * 1e3 }
      },
      '?exact',
    ),
  )
  return {
    title: 'Echo',
    note: `From send() to the answer, in µs: ${echoes} messages of 64 bytes, one after another, in each round.`,
    ...compare(samples, [
      { key: 'p50', label: 'p50', ratio: true },
      { key: 'p99', label: 'p99', ratio: true },
    ]),
  }
}
