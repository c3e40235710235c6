// What it costs to hand an inbound event to its handler, beside the least that anybody has to do. Runs in a page and in Node.
import { createClient, type WebSocketLike } from 'holdfast'

const channels = 1_000
/** So often in a slice, as the clock of a page is coarse. */
const repeats = 5
/** Slices of each before the code is as fast as it gets, and those that count. */
const rehearsals = 40
const turns = 100

interface Message {
  type: string
  channel: string
  event: string
  data: { n: number; from: string; text: string }
}

/** Takes everything, and answers subscriptions. */
class StandIn implements WebSocketLike {
  static last: StandIn
  readonly bufferedAmount = 0
  readonly protocol = ''
  readonly extensions = ''
  readyState = 0
  binaryType = ''
  onopen: ((event: never) => void) | null = null
  onmessage: ((event: never) => void) | null = null
  onerror = null
  onclose = null

  constructor() {
    StandIn.last = this
    void Promise.resolve().then(() => {
      this.readyState = 1
      this.onopen?.(new Event('open') as never)
    })
  }

  send(data: string | ArrayBuffer): void {
    const { type, id } = JSON.parse(data as string) as { type: string; id: number }
    if (type === 'subscribe') this.receive(messageEvent({ type: 'reply', id }))
  }

  receive(event: MessageEvent): void {
    this.onmessage?.(event as never)
  }

  close(): void {
    this.readyState = 3
  }
}

const messageEvent = (message: object) => new MessageEvent('message', { data: JSON.stringify(message) })

/** Medians over slices of events to all channels in turn: ns for an event, and the ratio to parsing it and calling a function. */
export async function dispatch(): Promise<{ parse: number; dispatch: number; ratio: number }> {
  const client = createClient('ws://stand-in.test/', { WebSocket: StandIn })
  let sum = 0
  for (let i = 0; i < channels; i++) {
    client.channel(`room:${i}`).on('message', (data) => {
      sum += (data as Message['data']).n
    })
  }
  await client.ready()
  const events = Array.from({ length: channels }, (_, i) =>
    messageEvent({
      ...{ type: 'event', channel: `room:${(i * 7_919) % channels}`, event: 'message' },
      data: { n: 1, from: 'ada', text: `hello there ${i}` },
    }),
  )
  const handler = (data: Message['data']) => {
    sum += data.n
  }
  const parse = () => {
    for (const event of events) handler((JSON.parse(event.data) as Message).data)
  }
  const receive = () => {
    for (const event of events) StandIn.last.receive(event)
  }
  for (let turn = 0; turn < rehearsals; turn++) [parse, receive, parse].map(time)
  const slices = Array.from({ length: turns }, () => [parse, receive, parse].map(time) as [number, number, number])
  client.close()
  if (sum !== (rehearsals + turns) * 3 * repeats * channels) throw new Error('Events are missing')
  return {
    parse: perEvent(slices.map(([before]) => before)),
    dispatch: perEvent(slices.map(([, ours]) => ours)),
    ratio: middle(slices.map(([before, ours, after]) => (2 * ours) / (before + after))),
  }
}

function time(run: () => void): number {
  const begin = performance.now()
  for (let i = 0; i < repeats; i++) run()
  return performance.now() - begin
}

const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!
const perEvent = (times: number[]) => (middle(times) / repeats / channels) * 1e6
