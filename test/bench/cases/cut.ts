import { show } from '../figures.ts'
import type { Account } from '../ledgers.ts'
import type { Said } from '../page/subject.ts'
import type { Result } from '../results.ts'
import { wait, type Stage } from '../stage.ts'
import { peers, watched, type Subject } from '../subjects.ts'

/** How many messages of what size. */
const loads = [
  { count: 1_001, size: 64 },
  { count: 1_001, size: 4_096 },
  { count: 101, size: 65_536 },
]
/** Where in the flush the link is cut. */
const places = [0.1, 0.3, 0.5, 0.7, 0.9]
/** The slowest peer is back after so long (ms). */
const settled = 6_500

export interface Total extends Account, Said {
  accepted: number
  silent: number
  /** Said to be unconfirmed although an answered ping proved it received. */
  overstated: number
}

export async function cut(stage: Stage): Promise<Result> {
  const subjects = [watched, ...peers.filter(({ queues }) => queues)]
  const totals = new Map(subjects.map(({ name }) => [name, loads.map(nothing)]))
  // Little here depends on the speed of the machine, but with too many pages at a time some have no link when they need it.
  for (const [index, { count, size }] of loads.entries()) {
    const cuts = subjects.flatMap((subject) =>
      places.map(async (place) => {
        const account = await flushAndCut(stage, subject, count, size, Math.ceil(place * count))
        add(totals.get(subject.name)![index]!, account)
      }),
    )
    await Promise.all(cuts)
  }
  return present(totals)
}

function present(totals: Map<string, Total[]>): Result {
  const all = (name: string, key: keyof Total) => (totals.get(name) ?? []).map((total) => total[key])
  const most = (key: keyof Total) => [Math.max(...all(watched.name, key))]
  const whole = (name: string, key: keyof Total) => all(name, key).reduce((whole, each) => whole + each, 0)
  return {
    title: 'A cut in the middle of a flush',
    note:
      `The server breaks the link after some of the messages that waited for it, at ${places.length} places of the flush. Lost without a ` +
      'word: neither received, nor dropped or unconfirmed by what the client says, nor still waiting. Less of it is better, as of ' +
      'what came twice or reordered. Unproven: handed over since the last answered ping was sent, as counted from outside; what ' +
      'is said to be unconfirmed must not be more. Pings go out every 20 ms here. The peers have no word for what they lose. ' +
      'Sums of all places.',
    columns: ['', 'messages', 'accepted', 'received', 'twice', 'reordered', 'lost silently', 'unconfirmed', 'unproven'],
    rows: [...totals].flatMap(([name, byLoad]) => byLoad.map((total, index) => row(name, index, total))),
    figures: [
      { name: 'Cut in mid-flush: messages received twice', values: most('twice'), atMost: 0 },
      { name: 'Cut in mid-flush: messages reordered', values: most('reordered'), atMost: 0 },
      { name: 'Cut in mid-flush: messages lost without a word', values: most('silent'), atMost: 0 },
      { name: 'Cut in mid-flush: said unconfirmed, though proven', values: most('overstated'), atMost: 0 },
    ],
    lines: [
      {
        label: `Cut in mid-flush: lost without a word, of ${show(whole(watched.name, 'accepted'))}`,
        cell: (name) => {
          const own = name === 'Holdfast' ? watched.name : name
          return totals.has(own) ? show(whole(own, 'silent')) : '–'
        },
      },
    ],
  }
}

function nothing(): Total {
  const account = { received: 0, twice: 0, reordered: 0 }
  return { ...account, accepted: 0, silent: 0, queued: 0, dropped: 0, unconfirmed: 0, unproven: 0, overstated: 0 }
}

function add(total: Total, account: Total): void {
  for (const key of Object.keys(total) as (keyof Total)[]) total[key] += account[key]
}

function row(name: string, index: number, total: Total): string[] {
  const { count, size } = loads[index]!
  const { accepted, received, twice, reordered, silent, unconfirmed, unproven } = total
  const figures = [accepted, received, twice, reordered, silent].map((figure) => show(figure))
  const proof = name === watched.name ? [show(unconfirmed), show(unproven)] : ['–', '–']
  return [name, `${show(count)} × ${show(size)} B`, ...figures, ...proof]
}

export function flushAndCut(stage: Stage, subject: Subject, count: number, size: number, at: number): Promise<Total> {
  const key = `${subject.file}-${size}-${at}`
  return stage.page(subject, async (page) => {
    await stage.farEnd.call('cutAt', key, at)
    await page.call('prepare', count, size)
    await page.call('enqueue', stage.farEnd.link(`cut?key=${key}`))
    await wait(settled)
    const said = (await page.call('said')) ?? { queued: 0, dropped: 0, unconfirmed: 0, unproven: 0 }
    const account = await stage.farEnd.call('ledger', key)
    const silent = count - account.received - said.unconfirmed - said.dropped - said.queued
    const overstated = Math.max(0, said.unconfirmed - said.unproven)
    return { accepted: count, silent: Math.max(0, silent), overstated, ...said, ...account }
  })
}
