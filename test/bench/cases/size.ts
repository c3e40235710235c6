import { show } from '../figures.ts'
import type { Result } from '../results.ts'
import { all, holdfast, importCost } from '../subjects.ts'

export async function size(): Promise<Result> {
  const costs = new Map<string, { minified: number; gzip: number }>()
  for (const { name, code } of all) if (code) costs.set(name, await importCost(code))
  const gzip = (name: string) => (costs.get(name)?.gzip ?? 0) / 1e3
  return {
    title: 'Import cost',
    note: 'What importing it adds to an application, in bytes: bundled and minified by esbuild, then compressed by gzip. Less is better.',
    behind:
      'each peer is smaller. None of them has a heartbeat, says what may be lost, or hears that its page was frozen or cached.',
    columns: ['', 'minified', 'and gzip'],
    rows: [...costs].map(([name, cost]) => [name, show(cost.minified), show(cost.gzip)]),
    figures: [
      { name: 'Import cost of the drop-in, kB, min + gzip', values: [gzip(holdfast.name)], atMost: 6, digits: 1 },
    ],
    lines: [{ label: 'Import, min + gzip, kB', cell: (name) => (costs.has(name) ? show(gzip(name), 1) : '–') }],
  }
}
