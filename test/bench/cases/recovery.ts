import type { Page } from '../chromium.ts'
import { median, quantile, show, type Table } from '../figures.ts'
import type { Reopening } from '../page/links.ts'
import { wait, type Stage } from '../stage.ts'
import { holdfast, peers, type Subject } from '../subjects.ts'

// Nothing here depends on the speed of the machine, so all subjects, and three of the four kinds, run at the same time.

/** Links in each page; Chromium slows a page down that dials many at once. */
const few = 5
/** After the fault (ms): the slowest peers wait 10 s. */
const limit = 11_000
/** A link that has been up for so long is stable to Holdfast and its peers. */
const stable = 5_500

interface Kind {
  label: string
  /** Opens the links, brings on the fault, and tells how long each recovery took. */
  recover(stage: Stage, subject: Subject, page: Page, together: Together): Promise<number[]>
}

/** What is done to all subjects at the same time. */
interface Together {
  readonly outage: Promise<number>
}

const kinds: Kind[] = [
  {
    label: 'killed link, live server',
    async recover({ farEnd, plan }, { file }, page) {
      await page.call('openLinks', farEnd.link(`echo?key=killed-${file}`), plan.killed)
      await wait(stable)
      await farEnd.call('kill', `killed-${file}`, 1_000 / plan.killed)
      return times(plan.killed, await page.call('reopened', plan.killed, limit), ({ closedAt }) => closedAt)
    },
  },
  {
    label: 'server back after an outage',
    async recover({ farEnd }, _, page, { outage }) {
      await page.call('openLinks', farEnd.link('echo', 'shaky'), few)
      const upAt = await outage
      return times(few, await page.call('reopened', few, limit), () => upAt)
    },
  },
  {
    label: '"online" after an outage',
    async recover({ farEnd, plan }, { file }, page) {
      await page.call('openLinks', farEnd.link(`echo?key=offline-${file}`), few)
      await page.offline(true)
      await farEnd.call('kill', `offline-${file}`, 0)
      await wait(plan.outage)
      await page.offline(false)
      const reopenings = await page.call('reopened', few, limit)
      const signalAt = await page.call('signalAt')
      return times(few, reopenings, () => signalAt ?? NaN)
    },
  },
]

function times(count: number, reopenings: Reopening[], since: (reopening: Reopening) => number): number[] {
  const known = reopenings.map((reopening) => reopening.openedAt - since(reopening))
  return [...known, ...Array<number>(count - known.length).fill(Infinity)]
}

export async function recovery(stage: Stage): Promise<Table> {
  const subjects = [holdfast, ...peers]
  const samples = new Map(subjects.map(({ name }) => [name, kinds.map(() => [] as number[])]))
  await stage.rounds(async () => {
    const outage = breakDown(stage)
    await Promise.all(
      subjects.flatMap((subject) =>
        kinds.map(async (kind, index) => {
          const found = await stage.page(subject, (page) => kind.recover(stage, subject, page, { outage }))
          samples.get(subject.name)![index]!.push(...found)
        }),
      ),
    )
    await stage.farEnd.quiet()
  })
  const [, count] = [...samples.values()][0]!.map(({ length }) => length)
  return {
    title: 'Recovery',
    note:
      `Until the link is open again, in ms: the median and the 95th percentile of all links (${count} for each of the last two). ` +
      `The outages last ${show(stage.plan.outage / 1e3)} s; links had been up for 5.5 s before they were killed.`,
    columns: ['', ...kinds.flatMap(({ label }) => [label, 'p95'])],
    rows: [...samples].map(([name, byKind]) => [
      name,
      ...byKind.flatMap((found) => [show(median(found)), show(quantile(found, 0.95))]),
    ]),
  }
}

/** When (epoch, ms) the server was up again. */
async function breakDown({ farEnd, plan }: Stage): Promise<number> {
  await wait(stable)
  await farEnd.call('down')
  await wait(plan.outage)
  return farEnd.call('up')
}
