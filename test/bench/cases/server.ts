import { Child } from '../child.ts'
import type { CrowdCommands } from '../crowd.ts'
import { median, show, showRange } from '../figures.ts'
import type { Result } from '../results.ts'
import type { Kind, ServedCommands } from '../served.ts'
import { wait, type Stage } from '../stage.ts'

const kinds: Kind[] = ['ws', 'ws, bytes made once', 'Socket.IO', 'Holdfast']
/** Whose memory is measured: how bytes are made makes no difference to it. */
const compared: Kind[] = ['ws', 'Socket.IO', 'Holdfast']
const subscribers = 1_000
/** Messages that are published in one turn of the event loop. */
const turns = [1, 10]

/** Links, and bytes of each. */
interface Memory {
  alive: number
  heap: number
  resident: number
  subscribed: number
}

/** By how many messages a turn has: deliveries in a second of its own processor time, and in one of the clock. */
interface Speed {
  perBusySecond: number
  perSecond: number
}

export async function server(stage: Stage): Promise<Result> {
  const { links, published } = stage.plan
  const memory = new Map<Kind, Memory>()
  for (const kind of compared) memory.set(kind, await measureMemory(kind, links))
  const speeds = new Map(kinds.map((kind) => [kind, turns.map((): Speed[] => [])]))
  await stage.rounds(3, async () => {
    for (const kind of kinds) {
      const round = await measureSpeed(kind, published)
      round.forEach((speed, index) => speeds.get(kind)?.[index]?.push(speed))
    }
  })
  const values = (kind: Kind, turn: number, key: keyof Speed) => speeds.get(kind)![turn]!.map((speed) => speed[key])
  const ours = memory.get('Holdfast')!
  return {
    title: 'The server half',
    note:
      `In Node ${process.version.slice(1)}, beside Socket.IO's server with WebSockets alone, and the same in a few lines of bare \`ws\`, which ` +
      `knows one room and checks nothing: server and clients are a process each, the clients do next to nothing. Memory is what each of ${show(links)} idle links, or ` +
      `${show(subscribers)} links with one subscription, adds, after garbage collection. Then messages of 64 bytes are published to ` +
      `${show(subscribers)} subscribers, as fast as all get them, 1 or 10 in each turn of the event loop: deliveries in a second, and in a ` +
      'second of processor time of the server. Less memory is better, and more deliveries.',
    behind:
      'bare `ws` takes less memory. Holdfast keeps for each link the request of its upgrade, its credentials, its subscriptions and ' +
      'its limits; a few lines of `ws` keep nothing.',
    columns: [
      ...['', 'idle links', 'heap, bytes/link', 'resident', 'subscribed: heap, bytes/link'],
      ...turns.flatMap((count) => [`${count} a turn: 1,000/s`, 'of processor time']),
    ],
    rows: kinds.map((kind) => {
      const { alive, heap, resident, subscribed } = memory.get(kind) ?? {}
      return [
        kind,
        ...[alive, heap, resident, subscribed].map((value = NaN) => show(value)),
        ...turns.flatMap((_, turn) => [
          showRange(values(kind, turn, 'perSecond').map(thousands)),
          showRange(values(kind, turn, 'perBusySecond').map(thousands)),
        ]),
      ]
    }),
    figures: [
      { name: 'Server: idle links', values: [ours.alive], atLeast: links },
      {
        name: `Server: deliveries/s to ${show(subscribers)} subscribers`,
        values: values('Holdfast', 0, 'perSecond'),
        atLeast: 50_000,
      },
      {
        name: 'Server: deliveries of a second of processor time, × bare ws',
        values: [median(values('Holdfast', 0, 'perBusySecond')) / median(values('ws', 0, 'perBusySecond'))],
        atLeast: 1,
        digits: 2,
      },
    ],
    lines: [],
  }
}

const thousands = (value: number) => value / 1_000

async function withServer<T>(
  kind: Kind,
  use: (served: Child<ServedCommands>, crowd: Child<CrowdCommands>, port: number) => Promise<T>,
): Promise<T> {
  const [served, crowd] = [new Child<ServedCommands>('served.mjs'), new Child<CrowdCommands>('crowd.mjs')]
  try {
    return await use(served, crowd, await served.call('start', kind))
  } finally {
    await crowd.close()
    await served.close()
  }
}

function measureMemory(kind: Kind, links: number): Promise<Memory> {
  return withServer(kind, async (served, crowd, port) => {
    await crowd.call('open', port, kind, 100, true) // until code and buffers are there
    const added = async (count: number, areMembers: boolean) => {
      const before = await served.call('memory')
      await crowd.call('open', port, kind, count, areMembers)
      await wait(200)
      const after = await served.call('memory')
      return { heap: (after.heap - before.heap) / count, resident: (after.resident - before.resident) / count }
    }
    const idle = await added(links, false)
    const alive = (await crowd.call('alive')) - 100
    return { alive, ...idle, subscribed: (await added(subscribers, true)).heap }
  })
}

function measureSpeed(kind: Kind, time: number): Promise<Speed[]> {
  return withServer(kind, async (served, crowd, port) => {
    await crowd.call('open', port, kind, subscribers, true)
    await served.call('publish', time / 2, 1)
    const speeds: Speed[] = []
    for (const each of turns) {
      const { messages, time: taken, busy } = await served.call('publish', time, each)
      const deliveries = messages * subscribers
      speeds.push({ perSecond: (deliveries / taken) * 1_000, perBusySecond: (deliveries / busy) * 1_000 })
    }
    return speeds
  })
}
