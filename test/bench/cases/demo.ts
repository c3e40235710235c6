import { DemoServer } from '../../browser/demo/server.ts'
import type { Page } from '../chromium.ts'
import { compare, valuesOf, type Sample, type Samples } from '../figures.ts'
import type { Demo } from '../page/demo.ts'
import type { Result } from '../results.ts'
import { wait, type Stage } from '../stage.ts'
import { bundleDemo } from '../subjects.ts'
import type { Figure } from '../targets.ts'

/** The demo's page settles (ms): fonts, charts, the first measurements. */
const settled = 500
const longTask = 50

const logged = '1,000 messages/s come in, each logged'
const queued = '100,000 queued go out'
const listed = (framework: string) => `1,000 messages/s come in, the latest 200 a list in ${framework}`

type Scene = (page: Page, time: number) => Promise<Sample>
const stream: Scene = (page, time) => call(page, 'stream', time, false)
/** On which of the demo's pages, and what happens there. */
const scenes: Record<string, [name: string, run: Scene]> = {
  'at rest': ['plain', (page, time) => call(page, 'rest', time)],
  '1,000 messages/s come in': ['plain', stream],
  [logged]: ['plain', (page, time) => call(page, 'stream', time, true)],
  [queued]: ['plain', (page) => call(page, 'flush')],
  [listed('React')]: ['react', stream],
  [listed('Vue')]: ['vue', stream],
}

export async function demo(stage: Stage): Promise<Result> {
  const server = await DemoServer.start()
  const script = await bundleDemo()
  const samples: Samples = new Map(Object.keys(scenes).map((name) => [name, []]))
  try {
    await stage.rounds(3, async () => {
      for (const [name, [framework, run]] of Object.entries(scenes)) {
        const sample = await stage.visit(`${server.url}${framework}/`, async (page) => {
          await prepare(page, script)
          return measure(page, () => run(page, stage.plan.watched))
        })
        samples.get(name)?.push([sample])
      }
    })
  } finally {
    await server.stop()
  }
  return present(samples)
}

function present(samples: Samples): Result {
  const figures = [logged, queued, listed('React'), listed('Vue')].flatMap((scene): Figure[] => [
    { name: `Demo: frames/s while ${scene}`, values: valuesOf(samples, scene, 'framesPerSecond'), atLeast: 50 },
    {
      name: `Demo: longest block while ${scene}, ms`,
      values: valuesOf(samples, scene, 'longestTask'),
      atMost: longTask,
      least: longTask,
    },
  ])
  return {
    title: 'The demo',
    note:
      'Its pages, 1,280 px wide, with charts, figures and log: more frames are better, 60 a second are the most that the browser ' +
      `draws; it tells of tasks from ${longTask} ms on. Messages are those that came in, or those that were queued, by the time ` +
      'from going online until the server had counted the last.',
    ...compare(samples, [
      { key: 'framesPerSecond', label: 'frames/s', digits: 1 },
      { key: 'longestFrame', label: 'longest frame ms' },
      { key: 'longestTask', label: 'longest task ms', least: longTask },
      { key: 'busy', label: 'main thread at work %' },
      { key: 'rate', label: 'messages/s' },
      { key: 'missing', label: 'lost' },
      { key: 'repeated', label: 'twice or out of order' },
    ]),
    figures: [
      ...figures,
      { name: 'Demo: lost of 100,000', values: valuesOf(samples, queued, 'missing'), atMost: 0 },
      { name: 'Demo: twice or out of order', values: valuesOf(samples, queued, 'repeated'), atMost: 0 },
    ],
    lines: [],
  }
}

async function prepare(page: Page, script: string): Promise<void> {
  const screen = { width: 1_280, height: 900, deviceScaleFactor: 1, mobile: false }
  await page.send('Emulation.setDeviceMetricsOverride', screen)
  await page.evaluate(script)
  await wait(settled)
}

/** The thread's own time is free of what other programs do meanwhile, which frames and tasks are not. */
async function measure(page: Page, run: () => Promise<Sample>): Promise<Sample> {
  const [before, begin] = [await page.metrics(), performance.now()]
  const sample = await run()
  const { task } = await page.metrics()
  return { ...sample, busy: (100 * (task - before.task)) / (performance.now() - begin) }
}

function call<K extends keyof Demo>(page: Page, name: K, ...args: Parameters<Demo[K]>): Promise<Sample> {
  return page.evaluate(`demo.${name}(...${JSON.stringify(args)})`)
}
