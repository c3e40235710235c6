import { show, type Table } from '../figures.ts'
import { all, importCost } from '../subjects.ts'

export async function size(): Promise<Table> {
  const rows = []
  for (const { name, code } of all) {
    if (!code) continue
    const { minified, gzip } = await importCost(code)
    rows.push([name, show(minified), show(gzip)])
  }
  return {
    title: 'Import cost',
    note: 'What importing it adds to an application, in bytes: bundled and minified by esbuild, then compressed by gzip.',
    columns: ['', 'minified', 'and gzip'],
    rows,
  }
}
