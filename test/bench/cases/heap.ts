import type { Page } from '../chromium.ts'
import { compare, median, show, valuesOf, type Samples } from '../figures.ts'
import type { Result } from '../results.ts'
import { wait, type Stage } from '../stage.ts'
import { again, heartbeat, holdfast, native, withHeartbeat, type Subject } from '../subjects.ts'

/** The first links bring what all of them share, code too. Chromium has no more than 255 links for all pages. */
const first = 12
const watched = 2
const subjects = withHeartbeat.filter((subject) => subject !== again)
/** A link is idle once it has been up for so long (ms): until then most wait to see whether it lasts. */
const settled = 5_500

export async function heap(stage: Stage): Promise<Result> {
  const samples: Samples = new Map(subjects.map(({ name }) => [name, []]))
  // Neither bytes nor timers depend on the speed of the machine, so all subjects run at the same time, and once more as proof.
  await stage.rounds(2, async () => {
    await Promise.all(
      subjects.map(async (subject, lane) => {
        const [bytes, timers] = await Promise.all([bytesOf(stage, subject, lane), timersOf(stage, subject, lane)])
        samples.get(subject.name)!.push([{ bytes, timers }])
      }),
    )
    await stage.farEnd.quiet()
  })
  const over = (name: string) =>
    valuesOf(samples, name, 'bytes').map((bytes, round) => bytes - valuesOf(samples, native.name, 'bytes')[round]!)
  const { columns, rows } = compare(samples, [
    { key: 'timers', label: 'armed timers' },
    { key: 'bytes', label: 'heap, bytes' },
  ])
  return {
    title: 'An idle client',
    note:
      'One open client without traffic: the timers that it has armed, and its JavaScript heap after garbage collection: the mean of ' +
      `${stage.plan.idle}. Less is better; without a timer nobody notices that a link is dead.`,
    behind:
      'each peer is smaller. Holdfast has for each client a queue with its sums, a schedule of dials, a state, timers, listeners of ' +
      'its own and those of the page.',
    columns: [...columns, 'over native'],
    rows: rows.map((row) => [...row, show(median(over(row[0]!)))]),
    figures: [holdfast, heartbeat].flatMap(({ name }) => [
      { name: `${name}: timers of an idle client`, values: valuesOf(samples, name, 'timers'), atMost: 1 },
      { name: `${name}: heap of an idle client over native, bytes`, values: over(name), atMost: 3_072 },
    ]),
    lines: [
      {
        label: 'Heap of an idle client over native, bytes',
        cell: (name) => (name === native.name ? '–' : show(median(over(name)))),
      },
    ],
  }
}

function bytesOf(stage: Stage, subject: Subject, lane: number): Promise<number> {
  const { idle } = stage.plan
  const url = stage.farEnd.link('echo', 'steady', lane)
  return stage.page(subject, async (page) => {
    await page.call('openLinks', url, first)
    await wait(settled)
    const before = await page.heap()
    await page.call('openLinks', url, idle)
    await wait(settled)
    return ((await page.heap()) - before) / idle
  })
}

function timersOf(stage: Stage, subject: Subject, lane: number): Promise<number> {
  const use = async (page: Page) => {
    await page.call('openLinks', stage.farEnd.link('echo', 'steady', lane), watched)
    await wait(settled)
    return (await page.call('armedTimers')) / watched
  }
  return stage.page(subject, use, '?timers')
}
