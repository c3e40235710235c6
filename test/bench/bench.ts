// Measures Holdfast beside the native WebSocket and its peers, and writes RESULTS.md. Shows figures, asserts none.
// `--quick`: one small round, nothing written. `--only=receive,send`: only these cases, nothing written.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { format, resolveConfig } from 'prettier'
import { Browser } from './chromium.ts'
import { withProtocol } from './cases/with-protocol.ts'
import { cut } from './cases/cut.ts'
import { demo } from './cases/demo.ts'
import { dispatch } from './cases/dispatch.ts'
import { echo } from './cases/echo.ts'
import { heap } from './cases/heap.ts'
import { open } from './cases/open.ts'
import { queue } from './cases/queue.ts'
import { receive } from './cases/receive.ts'
import { recovery } from './cases/recovery.ts'
import { send } from './cases/send.ts'
import { server } from './cases/server.ts'
import { size } from './cases/size.ts'
import { storm } from './cases/storm.ts'
import { FarEnd } from './far-end.ts'
import { full, quick } from './plan.ts'
import { comparison, document, heading, quote, section, summary } from './report.ts'
import type { Result } from './results.ts'
import { Stage } from './stage.ts'
import { bundlePage, withPage } from './subjects.ts'

const cases: Record<string, (stage: Stage) => Promise<Result>> = {
  size,
  storm,
  receive,
  dispatch,
  send,
  echo,
  open,
  heap,
  queue,
  recovery,
  cut,
  'with-protocol': withProtocol,
  server,
  demo,
}

async function run(names: string[], isQuick: boolean): Promise<void> {
  const farEnd = await FarEnd.start()
  const browser = await Browser.start()
  try {
    const stage = new Stage(browser, farEnd, isQuick ? quick : full)
    for (const subject of withPage) {
      await farEnd.call('file', `/${subject.file}.html`, `<!doctype html><script src="${subject.file}.js"></script>`)
      await farEnd.call('file', `/${subject.file}.js`, await bundlePage(subject))
    }
    const about = heading(browser.version)
    console.log(about)
    const results: Result[] = []
    const sections: string[] = []
    for (const name of names) {
      const begin = Date.now()
      stage.planned = 0
      const result = await cases[name]!(stage)
      results.push(result)
      sections.push(section(result, stage))
      console.log(`${sections.at(-1)!}\n(${name}: ${Math.round((Date.now() - begin) / 100) / 10} s)\n`)
    }
    const figures = results.flatMap((result) => result.figures)
    const compared = comparison(
      browser.version,
      results.flatMap(({ lines }) => lines),
    )
    console.log(`${summary(figures)}\n\n${compared}\n`)
    if (isQuick || names.length < Object.keys(cases).length) return
    await write('test/bench/RESULTS.md', document(about, compared, figures, sections))
    for (const { picture } of results) if (picture) writeFileSync(picture.path, picture.svg)
    for (const readme of ['README.md', 'README.zh-CN.md']) {
      await write(readme, quote(readFileSync(readme, 'utf8'), compared))
    }
  } finally {
    await browser.close()
    await farEnd.close()
  }
}

async function write(path: string, text: string): Promise<void> {
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }))
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
