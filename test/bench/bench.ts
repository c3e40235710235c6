// Measures Holdfast beside the native WebSocket and its peers, and writes RESULTS.md. Shows figures, asserts none.
// `--quick`: one small round, nothing written. `--only=receive,send`: only these cases.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Browser } from './chromium.ts'
import { cache } from './cases/cache.ts'
import { cut } from './cases/cut.ts'
import { echo } from './cases/echo.ts'
import { heap } from './cases/heap.ts'
import { open } from './cases/open.ts'
import { queue } from './cases/queue.ts'
import { receive } from './cases/receive.ts'
import { recovery } from './cases/recovery.ts'
import { send } from './cases/send.ts'
import { size } from './cases/size.ts'
import { storm } from './cases/storm.ts'
import { FarEnd } from './far-end.ts'
import type { Table } from './figures.ts'
import { full, quick } from './plan.ts'
import { document, heading, markdown } from './report.ts'
import { Stage } from './stage.ts'
import { bundlePage, withHeartbeat } from './subjects.ts'

const cases: Record<string, (stage: Stage) => Promise<Table>> = {
  size,
  receive,
  send,
  echo,
  open,
  heap,
  queue,
  recovery,
  cache,
  cut,
  storm,
}

async function run(names: string[], isQuick: boolean): Promise<void> {
  const farEnd = await FarEnd.start()
  const browser = await Browser.start()
  try {
    const stage = new Stage(browser, farEnd, isQuick ? quick : full)
    for (const subject of withHeartbeat) {
      await farEnd.call('file', `/${subject.file}.html`, `<!doctype html><script src="${subject.file}.js"></script>`)
      await farEnd.call('file', `/${subject.file}.js`, await bundlePage(subject))
    }
    const about = heading(browser.version)
    console.log(about)
    const tables: string[] = []
    for (const name of names) {
      const begin = Date.now()
      stage.ran = 0
      const table = markdown(await cases[name]!(stage), stage.ran)
      tables.push(table)
      console.log(`${table}\n(${name}: ${Math.round((Date.now() - begin) / 100) / 10} s)\n`)
    }
    const isWhole = !isQuick && names.length === Object.keys(cases).length
    if (isWhole) writeFileSync('test/bench/RESULTS.md', document(about, tables))
  } finally {
    await browser.close()
    await farEnd.close()
  }
}

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
})
const names = values.only?.split(',') ?? Object.keys(cases)
const unknown = names.filter((name) => !Object.hasOwn(cases, name))
if (unknown.length > 0) throw new Error(`No case ${unknown.join(', ')}; there are ${Object.keys(cases).join(', ')}`)

setTimeout(() => {
  console.error('The benchmarks did not come to an end.')
  process.exit(1)
}, 600_000).unref()
await run(names, values.quick)
