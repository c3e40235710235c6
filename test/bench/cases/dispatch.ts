import { valuesOf, showRange, type Sample, type Samples } from '../figures.ts'
import { dispatch as run } from '../page/dispatch.ts'
import type { Result } from '../results.ts'
import type { Stage } from '../stage.ts'
import { bundleDispatch } from '../subjects.ts'

/** An inbound event on its way to its handler, in Chromium and in Node. */
export async function dispatch(stage: Stage): Promise<Result> {
  const script = await bundleDispatch()
  const samples: Samples = new Map([
    ['Chromium', []],
    ['Node', []],
  ])
  await stage.farEnd.call('file', '/empty.html', '<!doctype html>')
  await stage.rounds(async () => {
    const inPage = await stage.visit(stage.farEnd.page('empty.html?exact'), async (page) => {
      await page.evaluate(script)
      return page.evaluate<Sample>('dispatch()')
    })
    samples.get('Chromium')!.push([inPage])
    samples.get('Node')!.push([await run()])
  })
  return {
    title: 'An event to its handler',
    note:
      'From the native event of a message to one handler among 1,000 channels, with a heartbeat and statistics, beside ' +
      '`JSON.parse` of the same message and one direct call, in turns of 5,000 events each. Less is better.',
    columns: ['', 'parse and call, ns', 'Holdfast, ns', '×'],
    rows: [...samples.keys()].map((name) => [
      name,
      ...['parse', 'dispatch'].map((key) => showRange(valuesOf(samples, name, key))),
      showRange(valuesOf(samples, name, 'ratio'), 2),
    ]),
    figures: [
      {
        name: 'An event to one handler among 1,000 channels, × parse and call',
        values: valuesOf(samples, 'Chromium', 'ratio'),
        atMost: 1.3,
        digits: 2,
      },
    ],
    lines: [],
  }
}
