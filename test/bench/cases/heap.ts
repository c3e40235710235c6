import { compare, type Sample, type Table } from '../figures.ts'
import type { Stage } from '../stage.ts'
import { native, withHeartbeat } from '../subjects.ts'

export async function heap(stage: Stage): Promise<Table> {
  const { idle } = stage.plan
  const samples = await stage.interleave(withHeartbeat, (subject) =>
    stage.page(subject, async (page) => {
      // The first ones bring what all of them share.
      await page.call('openLinks', stage.farEnd.link('echo'), 5)
      const before = await page.heap()
      await page.call('openLinks', stage.farEnd.link('echo'), idle)
      return { bytes: ((await page.heap()) - before) / idle }
    }),
  )
  const base: Sample[] = samples.get(native.name) ?? []
  for (const own of samples.values()) {
    own.forEach((sample, round) => (sample['over'] = (sample['bytes'] ?? NaN) - (base[round]?.['bytes'] ?? NaN)))
  }
  return {
    title: 'An idle client',
    note: `JavaScript heap of one open client without traffic, in bytes: ${idle} of them, after garbage collection.`,
    ...compare(samples, [
      { key: 'bytes', label: 'heap' },
      { key: 'over', label: 'over native' },
    ]),
  }
}
