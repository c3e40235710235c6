import { show, type Table } from '../figures.ts'
import type { Account } from '../ledgers.ts'
import type { Said } from '../page/subject.ts'
import { wait, type Stage } from '../stage.ts'
import { heartbeat, peers, type Subject } from '../subjects.ts'

/** How many messages of what size. */
const loads = [
  { count: 1_001, size: 64 },
  { count: 1_001, size: 4_096 },
  { count: 101, size: 65_536 },
]
/** The slowest peer is back after so long (ms). */
const settled = 6_500

interface Total extends Account, Said {
  accepted: number
  silent: number
}

export async function cut(stage: Stage): Promise<Table> {
  const subjects = [heartbeat, ...peers.filter(({ queues }) => queues)]
  const totals = new Map(subjects.map(({ name }) => [name, loads.map(nothing)]))
  await stage.rounds(async (round) => {
    const cuts = subjects.flatMap((subject) =>
      loads.map(async ({ count, size }, index) => {
        const part = (round + 0.5) / stage.plan.rounds // where in the flush: somewhere else in each round
        const account = await flushAndCut(stage, subject, count, size, Math.ceil(part * count))
        add(totals.get(subject.name)![index]!, account)
      }),
    )
    await Promise.all(cuts)
  })
  return {
    title: 'A cut in the middle of a flush',
    note:
      'The server breaks the link after some of the messages that waited for it, each round at another one. Lost without a ' +
      'word: neither received, nor dropped or unconfirmed by what the client says, nor still waiting. Sums of the rounds.',
    columns: ['', 'messages', 'accepted', 'received', 'twice', 'reordered', 'said unconfirmed', 'lost without a word'],
    rows: [...totals].flatMap(([name, byLoad]) => byLoad.map((total, index) => row(name, index, total))),
  }
}

function nothing(): Total {
  return { accepted: 0, silent: 0, received: 0, twice: 0, reordered: 0, queued: 0, dropped: 0, unconfirmed: 0 }
}

function add(total: Total, account: Total): void {
  for (const key of Object.keys(total) as (keyof Total)[]) total[key] += account[key]
}

function row(name: string, index: number, total: Total): string[] {
  const { count, size } = loads[index]!
  const { accepted, received, twice, reordered, unconfirmed, silent } = total
  const figures = [accepted, received, twice, reordered, unconfirmed, silent].map((figure) => show(figure))
  return [name, `${show(count)} × ${show(size)} B`, ...figures]
}

function flushAndCut(stage: Stage, subject: Subject, count: number, size: number, at: number): Promise<Total> {
  const key = `${subject.file}-${size}-${at}`
  return stage.page(subject, async (page) => {
    await stage.farEnd.call('cutAt', key, at)
    await page.call('prepare', count, size)
    await page.call('enqueue', stage.farEnd.link(`cut?key=${key}`))
    await wait(settled)
    const said = (await page.call('said')) ?? { queued: 0, dropped: 0, unconfirmed: 0 }
    const account = await stage.farEnd.call('ledger', key)
    const silent = count - account.received - said.unconfirmed - said.dropped - said.queued
    return { accepted: count, silent: Math.max(0, silent), ...said, ...account }
  })
}
