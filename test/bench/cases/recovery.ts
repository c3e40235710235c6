import type { Page } from '../chromium.ts'
import { median, quantile, show } from '../figures.ts'
import type { Reopening } from '../page/links.ts'
import type { Result } from '../results.ts'
import { wait, type Stage } from '../stage.ts'
import { even, peers, type Subject } from '../subjects.ts'

// Nothing here depends on the speed of the machine, so all subjects and all kinds run at the same time.

/** Links in a page: more would wait for each other, since Chromium opens them one after another, 10 ms apart. */
const few = 4
/** More than there are subjects. */
const lanesApart = 6
/** After the fault (ms): the slowest wait up to 6 s. */
const limit = 6_500
/** A link that has been up for so long (ms) is stable to Holdfast and its peers. */
const stable = 5_500

interface Kind {
  label: string
  atMost?: number
  /** Opens the links, brings on the fault, and tells how long each recovery took. */
  recover(stage: Stage, page: Page, part: Part): Promise<number[]>
}

interface Part {
  /** Links that nobody else opens. */
  key: string
  lane: number
  /** To be called by who has its links: when the server was up again, after an outage that is the same to all subjects. */
  outage(): Promise<number>
}

export const kinds: Kind[] = [
  {
    label: 'killed link, live server',
    atMost: 550,
    async recover({ farEnd, plan }, page, { key, lane }) {
      await page.call('openLinks', farEnd.link(`echo?key=${key}`, 'steady', lane), plan.killed)
      await wait(stable)
      await farEnd.call('kill', key, 1_000 / plan.killed)
      return times(plan.killed, await page.call('reopened', plan.killed, limit), ({ closedAt }) => closedAt)
    },
  },
  {
    label: 'server back after an outage',
    async recover({ farEnd }, page, { lane, outage }) {
      await page.call('openLinks', farEnd.link('echo', 'shaky', lane), few)
      const upAt = await outage()
      return times(few, await page.call('reopened', few, limit), () => upAt)
    },
  },
  {
    label: '"online" after being offline',
    atMost: 100,
    async recover({ farEnd, plan }, page, { key, lane }) {
      await page.call('openLinks', farEnd.link(`echo?key=${key}`, 'steady', lane), few)
      await page.offline(true)
      await farEnd.call('kill', key, 0)
      await wait(plan.offline)
      await page.offline(false)
      const reopenings = await page.call('reopened', few, limit)
      const signalAt = await page.call('signalAt')
      return times(few, reopenings, () => signalAt ?? NaN)
    },
  },
  {
    label: 'back from the back/forward cache',
    atMost: 100,
    async recover({ farEnd }, page, { key, lane }) {
      await page.call('openLinks', farEnd.link(`echo?key=${key}`, 'steady', lane), few)
      await page.goto(farEnd.page('elsewhere.html'))
      await wait(300)
      await page.back()
      const reopenings = await page.call('reopened', few, limit)
      const signalAt = await page.call('signalAt')
      // What the browser did not cache it loads anew.
      return signalAt === undefined ? [] : times(few, reopenings, () => signalAt)
    },
  },
]

function times(count: number, reopenings: Reopening[], since: (reopening: Reopening) => number): number[] {
  const known = reopenings.map((reopening) => reopening.openedAt - since(reopening))
  return [...known, ...Array<number>(count - known.length).fill(Infinity)]
}

/** By subject, kind and round. */
export type Recoveries = Map<string, number[][][]>

export async function recovery(stage: Stage): Promise<Result> {
  return present(stage, await measureRecovery(4, stage, [even, ...peers]))
}

export async function measureRecovery(rounds: number, stage: Stage, subjects: Subject[]): Promise<Recoveries> {
  const samples: Recoveries = new Map(subjects.map(({ name }) => [name, kinds.map(() => [] as number[][])]))
  await stage.rounds(rounds, async () => {
    const outage = breakDown(stage, subjects.length)
    const parts = subjects.flatMap((subject, lane) =>
      kinds.map(async (kind, index) => {
        const found = await recoverIn(stage, kind, subject, index, lane, outage)
        samples.get(subject.name)![index]!.push(found)
      }),
    )
    await Promise.all(parts)
    await stage.farEnd.quiet()
  })
  return samples
}

function recoverIn(
  stage: Stage,
  kind: Kind,
  subject: Subject,
  index: number,
  lane: number,
  outage: Part['outage'],
): Promise<number[]> {
  // A lane for what takes longest, and one for the rest, whose faults do not coincide.
  const part = { key: `${subject.file}-${index}`, lane: index === 0 ? lane : lane + lanesApart, outage }
  return stage.page(subject, (page) => kind.recover(stage, page, part))
}

/** The median and the 95th percentile. */
export function showTimes(rounds: number[][]): string[] {
  const found = rounds.flat()
  return found.length ? [median(found), quantile(found, 0.95)].map((time) => show(time)) : ['not cached', '']
}

function present({ plan }: Stage, samples: Recoveries): Result {
  const own = samples.get(even.name)!
  return {
    title: 'Recovery',
    note:
      'Until the link is open again, in ms: the median and the 95th percentile of all links of all rounds, in each round ' +
      `${plan.killed} that were killed, and ${few} of each other kind. Less is better. The server is down for ${show(plan.down / 1e3)} s, the page offline for ${show(plan.offline / 1e3)} s; ` +
      "links had been up for 5.5 s before they were killed. Holdfast's chance is spread evenly here, so that few links show " +
      'the true median; reconnecting-websocket draws one wait for each page.',
    behind:
      'robust-websocket dials at once after a loss, all pages in step, and after its third dial never again. sockette and ' +
      'websocket-ts dial each second, in step as well: quick for one page, and a stampede for a server (see the storm). ' +
      "Holdfast's waits double, from 1.5 to 3 s after the first refusal, so a server that was down for long finds few dials at a time, and " +
      'one that comes back after a few seconds is found a little later. What the page signals brings on a dial no sooner than a ' +
      'second after the last one: hence the p95 of “online”.',
    columns: ['', ...kinds.flatMap(({ label }) => [label, 'p95'])],
    rows: [...samples].map(([name, byKind]) => [name, ...byKind.flatMap(showTimes)]),
    figures: kinds.flatMap(({ label, atMost }, index) => {
      const values = own[index]!.map((round) => median(round))
      return atMost === undefined ? [] : [{ name: `Recovery: ${label}, ms`, values, atMost }]
    }),
    lines: kinds.map(({ label }, index) => ({
      label: `Until open: ${label}, ms`,
      cell: (name) => showTimes(samples.get(name)?.[index] ?? [[NaN]])[0]!,
    })),
  }
}

/** Once `count` have asked for it, the server goes down; all hear when (epoch, ms) it was up again. */
function breakDown({ farEnd, plan }: Stage, count: number): Part['outage'] {
  let missing = count
  let begin: () => void = () => undefined
  const upAt = new Promise<void>((resolve) => (begin = resolve)).then(async () => {
    await wait(500)
    await farEnd.call('down')
    await wait(plan.down)
    return farEnd.call('up')
  })
  return () => {
    if (--missing === 0) begin()
    return upAt
  }
}
