/** What flows on the demo's channels: the server and every page hold to these definitions, and check by them at run time. */
import { defineChannel, type ContractsOf } from 'holdfast'
import * as v from 'valibot'

export const MAX_TEXT = 500
export const MAX_NAME = 40
export const MAX_ID = 64
/** Of numbered messages a second, to one tab. */
export const MAX_RATE = 1_000

/** Where one can chat. */
export const rooms = ['lobby', 'garden'] as const

const id = v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_ID))
const name = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(MAX_NAME))
const text = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(MAX_TEXT))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
/** Epoch ms. */
const time = v.number()

/** Its `id` is the one that its author gave it, so that it is known when it comes back; `at` is when the server took it. */
const line = v.object({ id, from: name, text, at: time })
/** A tab in a room. */
const guest = v.object({ id, name })
/** All tabs of a room; of very many only the first are named. */
const people = v.object({ count, guests: v.array(guest) })
const tick = v.object({ symbol: v.string(), price: v.number(), at: time })
/** Where a tab points to, from the left and from the top. */
const cursor = v.object({ id, name, x: share, y: share })
const sample = v.object({
  /** Share of all cores in use over the last half second, percent. */
  cpu: v.number(),
  memoryUsed: v.number(),
  memoryTotal: v.number(),
  /** Longest time that something ready to run had to wait in the server's event loop of late, ms. */
  loopDelay: v.number(),
})
/** What the server has seen of one batch of numbered items. */
const tally = v.object({ batch: id, received: count, missing: count, repeated: count })

export const channels = {
  /** Chat. A line said twice, as after a broken link, is one line: `say` may be repeated. */
  'room:*': defineChannel({
    params: v.object({ name }),
    joined: v.object({ history: v.array(line), people }),
    receive: { said: line, people, typing: guest },
    send: { typing: v.object({}) },
    request: { say: { params: v.object({ id, text }), result: line } },
  }),
  /** Invented prices of invented goods: where each began, and all of the last minute. */
  prices: defineChannel({
    joined: v.object({ opening: v.array(v.object({ symbol: v.string(), price: v.number() })), history: v.array(tick) }),
    receive: { tick },
  }),
  /** Everybody's pointer on one board. */
  board: defineChannel({
    params: v.object({ name }),
    joined: v.object({ cursors: v.array(cursor) }),
    receive: { cursor, gone: v.object({ id }) },
    send: { cursor: v.object({ x: share, y: share }) },
  }),
  /** The machine that the server runs on. */
  machine: defineChannel({
    joined: v.object({ cores: count, platform: v.string() }),
    receive: { sample },
    request: { load: { result: v.object({ lastMinute: v.number() }) } },
  }),
  /** Numbered messages to one link, which begin with 1 at each subscription. */
  stream: defineChannel({
    params: v.object({ perSecond: v.pipe(count, v.maxValue(MAX_RATE)) }),
    receive: { numbered: v.object({ n: count }) },
  }),
  /** Numbered items from a tab, which the server counts. */
  items: defineChannel({
    joined: v.object({ tally: v.nullable(tally) }),
    receive: { tally },
    send: { item: v.object({ batch: id, n: count }) },
  }),
}

export type DemoChannels = ContractsOf<typeof channels>
export type ChatLine = v.InferOutput<typeof line>
export type Guest = v.InferOutput<typeof guest>
export type People = v.InferOutput<typeof people>
export type Tick = v.InferOutput<typeof tick>
export type Cursor = v.InferOutput<typeof cursor>
export type Sample = v.InferOutput<typeof sample>
export type Tally = v.InferOutput<typeof tally>
