// What it costs to hand an inbound event to its handler, beside the least that anybody has to do. Runs in a page and in Node.
import { dispatchers, type Dispatcher, type Item, type Open } from './dispatchers.ts'
import { pause } from './fluency.ts'
import { StandIn } from './stand-in.ts'

const channels = Array.from({ length: 1_000 }, (_, channel) => channel)
/** All events so often in a slice, as the clock of a page is coarse. */
const repeats = 4
/** Slices of each before the code is as fast as it gets, and those that count. */
const rehearsals = 8
const turns = 15

/** ns for an event, and how often as long that is as to parse it and to call a function. */
export interface Cost {
  time: number
  ratio: number
}

interface Subject {
  name: string
  dispatcher: Dispatcher
  run: Slice
  times: number[]
  ratios: number[]
}

/** How long (ms) events to all channels take, until the last has been handled: some clients do that in tasks of their own. */
type Slice = () => Promise<number>

let unhandled = 0
let done: () => void = () => undefined

const handler = ({ n }: Item) => {
  unhandled -= n
  if (unhandled === 0) done()
}

/** Medians over slices in turn, each between two slices in which the events are parsed and no more. */
export async function dispatch(): Promise<Record<string, Cost>> {
  const subjects: Subject[] = []
  for (const [name, open] of Object.entries(dispatchers)) subjects.push(await prepare(name, open))
  const parse = slice(subjects[0]!.dispatcher, ({ data }) => {
    handler((JSON.parse(data as string) as { data: Item }).data)
  })
  const parsed: number[] = []
  for (let turn = -rehearsals; turn < turns; turn++) {
    let before = await parse()
    for (const { run, times, ratios } of subjects) {
      const [time, after] = [await run(), await parse()]
      if (turn >= 0) {
        times.push(time)
        ratios.push((2 * time) / (before + after))
        parsed.push(after)
      }
      before = after
    }
  }
  for (const { dispatcher } of subjects) dispatcher.close()
  return {
    'parse and call': { time: perEvent(parsed), ratio: 1 },
    ...Object.fromEntries(
      subjects.map(({ name, times, ratios }) => [name, { time: perEvent(times), ratio: middle(ratios) }]),
    ),
  }
}

async function prepare(name: string, open: Open): Promise<Subject> {
  const dispatcher = open(channels, handler)
  await pause(50)
  const socket = StandIn.last
  // It is let in everywhere when it has nothing more to ask.
  for (let said = -1; said !== socket.said; await pause(100)) said = socket.said
  const run = slice(dispatcher, (event) => socket.onmessage?.(event as never))
  const late = pause(1_000).then(() => Promise.reject(new Error(`${name}: events are missing`)))
  await Promise.race([run(), late])
  return { name, dispatcher, run, times: [], ratios: [] }
}

function slice({ write }: Dispatcher, receive: (event: MessageEvent) => void): Slice {
  const events = channels.map((_, i) => {
    const text = write((i * 7_919) % channels.length, { n: 1, from: 'ada', text: `hello there ${i}` })
    return new MessageEvent('message', { data: text })
  })
  const run = async (times: number) => {
    unhandled = times * channels.length
    const end = new Promise<void>((resolve) => (done = resolve))
    for (let i = 0; i < times; i++) for (const event of events) receive(event)
    await end
  }
  return async () => {
    await run(1) // brings back to the processor's caches what the slice before drove out
    const begin = performance.now()
    await run(repeats)
    return performance.now() - begin
  }
}

const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!
const perEvent = (times: number[]) => (middle(times) / repeats / channels.length) * 1e6
