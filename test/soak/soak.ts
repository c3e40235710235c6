// Clients and a server that are broken by chance for a while, and looked at whenever they are left alone for a moment.
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../fake/random.ts'
import { countingClock } from '../scenario/clock.ts'
import { FaultProxy } from '../scenario/proxy.ts'
import { faults, names, type Scene } from './faults.ts'
import { roomNames, Rooms } from './rooms.ts'
import { Visitor } from './visitor.ts'

export interface Report {
  readonly problems: readonly string[]
  readonly faults: number
  readonly opens: number
  readonly heard: number
  readonly notes: { accepted: number; received: number; dropped: number; unconfirmed: number }
  readonly requests: { answered: number; failed: number }
  /** Of the process after each calm, garbage collected, in bytes. */
  readonly heap: readonly number[]
}

const visitorCount = 3
/** So many faults, so far apart at most (ms), then a calm in which all must be well within so many ms. */
const faultsInARow = 12
const apart = 300
const patience = 10_000

/** Goes on for so many ms, and ends with a calm. */
export async function soak(
  time: number,
  seed: number,
  tell: (line: string) => void = () => undefined,
): Promise<Report> {
  const random = seededRandom(seed)
  const draw = (below: number) => Math.floor(random() * below)
  const problems: string[] = []
  const complain = (problem: string) => {
    problems.push(problem)
    tell(problem)
  }
  const onRejection = (error: unknown) => complain(`an unhandled rejection: ${String(error)}`)
  process.on('unhandledRejection', onRejection)
  const rooms = await Rooms.start(visitorCount)
  const proxy = await FaultProxy.start(rooms.port)
  const { clock, running } = countingClock()
  const visitors = Array.from({ length: visitorCount }, (_, n) => new Visitor(n, proxy.url, clock, complain))
  const traffic = setInterval(() => {
    rooms.tick(roomNames[draw(roomNames.length)]!)
    for (const visitor of visitors) visitor.act(roomNames[draw(roomNames.length)]!, draw(4) === 0)
  }, 5)
  const heap: number[] = []
  let count = 0
  try {
    for (const end = performance.now() + time; performance.now() < end;) {
      count += await breakFor({ proxy, rooms, draw }, tell)
      await settle(visitors, rooms, complain)
      proxy.sweep()
      globalThis.gc?.()
      heap.push(process.memoryUsage().heapUsed)
    }
    clearInterval(traffic)
    await settle(visitors, rooms, complain)
    await sleep(1_500) // the last requests settle, and what is under way arrives
    for (const visitor of visitors) account(visitor, rooms, complain)
    for (const { client } of visitors) client.close()
    await sleep(1_500) // a close handshake over a slow link
    if (isGrowing(heap)) complain('the heap grows')
    if (running.size > 0) complain(`${running.size} timers are left`)
    return report(visitors, rooms, { problems, faults: count, heap })
  } finally {
    clearInterval(traffic)
    for (const { client } of visitors) client.close()
    await proxy.close()
    await rooms.close()
    process.off('unhandledRejection', onRejection)
  }
}

async function breakFor(scene: Scene, tell: (line: string) => void): Promise<number> {
  for (let fault = 0; fault < faultsInARow; fault++) {
    const name = names[scene.draw(names.length)]!
    tell(name)
    await faults[name]!(scene)
    await sleep(scene.draw(apart))
  }
  return faultsInARow
}

/** All is well again once nothing is broken any more. */
async function settle(visitors: Visitor[], rooms: Rooms, complain: (problem: string) => void): Promise<void> {
  const everybody = visitors.map(({ number }) => number).join()
  const isWell = () =>
    visitors.every(({ missing }) => missing.length === 0) &&
    roomNames.every((room) => rooms.members(room).join() === everybody)
  const deadline = performance.now() + patience
  while (!isWell()) {
    if (performance.now() > deadline) {
      const missing = visitors.flatMap((visitor) => visitor.missing)
      const absent = roomNames.filter((room) => rooms.members(room).join() !== everybody)
      return complain(
        `not well ${patience} ms after the last fault: ${missing.join(', ')}; not complete at the server: ${absent.join(', ')}`,
      )
    }
    await sleep(20)
  }
}

/** Whether the end is larger than the middle by more than compiled code and buffers explain. */
function isGrowing(heap: readonly number[]): boolean {
  const quarter = Math.floor(heap.length / 4)
  const largest = (from: number) => Math.max(...heap.slice(from, from + quarter))
  return quarter > 2 && largest(heap.length - quarter) > 1.3 * largest(quarter)
}

/** received + queued + dropped + unconfirmed ≥ accepted, and nothing twice. */
function account(
  { number, accepted, unconfirmed, client }: Visitor,
  { notes, asked }: Rooms,
  complain: (problem: string) => void,
) {
  const { received, twice } = notes[number]!
  const { dropped, queued, pending } = client.stats()
  if (twice > 0) complain(`${twice} notes of client ${number} came twice`)
  const again = asked[number]!.twice
  if (again > 0) complain(`${again} requests of client ${number} were asked again, which may be asked once only`)
  if (received + queued.messages + dropped.total + unconfirmed < accepted) {
    complain(
      `of ${accepted} notes of client ${number} ${received} came, ${dropped.total} were dropped and ${unconfirmed} unconfirmed`,
    )
  }
  if (pending > 0) complain(`client ${number} still waits for ${pending} answers`)
}

function report(visitors: Visitor[], { notes }: Rooms, rest: Pick<Report, 'problems' | 'faults' | 'heap'>): Report {
  const sum = (of: (visitor: Visitor) => number) => visitors.reduce((sum, visitor) => sum + of(visitor), 0)
  return {
    ...rest,
    opens: sum(({ client }) => client.stats().opens),
    heard: sum(({ heard }) => heard),
    notes: {
      accepted: sum(({ accepted }) => accepted),
      received: sum(({ number }) => notes[number]!.received),
      dropped: sum(({ client }) => client.stats().dropped.total),
      unconfirmed: sum(({ unconfirmed }) => unconfirmed),
    },
    requests: { answered: sum(({ answered }) => answered), failed: sum(({ failed }) => failed) },
  }
}
