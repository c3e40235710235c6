import { compare, quantile, type Table } from '../figures.ts'
import type { Stage } from '../stage.ts'
import { all } from '../subjects.ts'

export async function open(stage: Stage): Promise<Table> {
  const { opens } = stage.plan
  const samples = await stage.interleave(all, (subject) =>
    stage.page(
      subject,
      async (page) => {
        await page.call('openLinks', stage.farEnd.link('echo'), opens / 4)
        const times = await page.call('openLinks', stage.farEnd.link('echo'), opens)
        return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
      },
      '?exact',
    ),
  )
  return {
    title: 'Opening',
    note: `From the constructor to "open", in ms: ${opens} links, one after another, in each round.`,
    ...compare(samples, [
      { key: 'p50', label: 'p50', digits: 2, ratio: true },
      { key: 'p99', label: 'p99', digits: 2, ratio: true },
    ]),
  }
}
