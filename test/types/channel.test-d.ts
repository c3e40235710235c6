import * as v from 'valibot'
import { z } from 'zod'
import {
  createClient,
  defineChannel,
  type Channel,
  type ChannelState,
  type Client,
  type ContractOf,
  type Contracts,
} from 'holdfast'

interface Room {
  receive: { message: { id: string; text: string }; typing: { who: string } }
  send: { typing: { who: string }; wave: undefined }
  request: { say(params: { text: string }): { id: string }; me(): { name: string }; top(limit?: number): string[] }
  params: { token: string }
  joined: { members: string[] }
  errors: { full: { limit: number } }
}
interface Channels {
  '': { receive: { notice: string }; request: { me(): { name: string } } }
  [name: `room:${string}`]: Room
  prices: { receive: { tick: { symbol: string; price: number } } }
}

const client = createClient<Channels>('/realtime')
const id: string = '42'
const room: Channel<Room> = client.channel(`room:${id}`)
const prices = client.channel('prices')

// Names.
// @expect-error-message Argument of type '"prizes"' is not assignable to parameter of type '"" | `room:${string}` | "prices"'
client.channel('prizes')
// @expect-error-message Argument of type '"rooms:1"' is not assignable to parameter of type
client.channel('rooms:1')

// @expect-error-message Argument of type '"message"' is not assignable to parameter of type '"state" | "drop" | "invalid"'
client.on('message', () => undefined)

// A misspelt part would carry nothing.
interface Misspelt {
  recieve: { message: string }
  send: { typing: string }
}
// @expect-error-message Type '{ message: string; }' is not assignable to type '"a contract has receive, send, request, params, joined and errors"'
createClient<{ [name: `room:${string}`]: Misspelt }>('/realtime')
// @expect-error-message is not assignable to type '"a contract has receive, send, request, params, joined and errors"'
createClient<{ prices: { recieve: { tick: number } } }>('/realtime', { connect: 'lazy' })
// @expect-error-message is not assignable to type '"a contract has receive, send, request, params, joined and errors"'
createClient<Room>('/realtime')
// @expect-error-message Type 'string' is not assignable to type 'object'
createClient<{ prices: { receive: string } }>('/realtime')
// @expect-error-message Types of property 'recieve' are incompatible
defineChannel<Misspelt>()
// @expect-error-message 'recieve' does not exist in type 'Definition'. Did you mean to write 'receive'?
defineChannel({ recieve: { message: z.string() } })
// @expect-error-message Did you mean to write 'linger'?
createClient('/realtime', { lingr: 5 })
function connect<Own extends Contracts<Own>>(path: string): Client<Own> {
  return createClient<Own>(path)
}
connect<Channels>('/realtime').channel('prices')

// What comes in.
const off: () => void = room.on('message', ({ text }) => text.trim())
// @expect-error-message Argument of type '"mesage"' is not assignable to parameter of type '"message" | "typing"'
room.on('mesage', () => undefined)
// @expect-error-message Property 'txt' does not exist on type '{ id: string; text: string; }'
room.on('message', ({ txt }) => txt)
prices.on('tick', ({ price }) => price.toFixed(), { coalesce: 'frame', key: ({ symbol }) => symbol })
// @expect-error-message Type '"second"' is not assignable to type '"frame"'
prices.on('tick', () => undefined, { coalesce: 'second' })
const next: Promise<{ who: string }> = room.once('typing', { timeout: 5 })
for await (const { text } of room.messages('message', { limit: 5 })) text.trim()

// What goes out.
const result: 'sent' | 'queued' | 'dropped' = room.send('typing', { who: 'ada' }, { volatile: true })
room.send('wave')
room.send('wave', undefined, { ttl: 5 })
// @expect-error-message Argument of type '"message"' is not assignable to parameter of type '"typing" | "wave"'
room.send('message', { id: '1', text: 'hi' })
// @expect-error-message Type 'number' is not assignable to type 'string'
room.send('typing', { who: 5 })
// @expect-error-message Expected 2-3 arguments, but got 1
room.send('typing')
// @expect-error-message Argument of type '"tick"' is not assignable to parameter of type 'never'
prices.send('tick', { symbol: 'A', price: 1 })

// Requests.
const said: Promise<{ id: string }> = room.request('say', { text: 'hi' }, { idempotent: true })
const me: Promise<{ name: string }> = room.request('me')
const top: Promise<string[]>[] = [room.request('top'), room.request('top', 5)]
// @expect-error-message Type '{ id: string; }' is not assignable to type '{ id: number; }'
const wrong: Promise<{ id: number }> = room.request('say', { text: 'hi' })
// @expect-error-message Expected 2-3 arguments, but got 1
void room.request('say')
// @expect-error-message Type 'number' is not assignable to type 'string'
void room.request('say', { text: 1 })
// @expect-error-message Argument of type '"shout"' is not assignable to parameter of type '"say" | "me" | "top"'
void room.request('shout', {})
// @expect-error-message 'idempotant' does not exist in type 'RequestOptions'
void room.request('say', { text: 'hi' }, { idempotant: true })

// Joining.
const joined: Promise<{ members: string[] }>[] = [
  room.join({ token: 't' }),
  room.join(() => ({ token: 't' })),
  room.join(async () => Promise.resolve({ token: 't' }), { timeout: 5 }),
]
const free: Promise<unknown> = prices.join()
// @expect-error-message Expected 1-2 arguments, but got 0
void room.join()
// @expect-error-message Type 'number' is not assignable to type 'string'
void room.join({ token: 5 })
room.onState((state: ChannelState<{ members: string[] }>) => {
  if (state.name === 'joined') state.data.members.map((name) => name.trim())
  if (state.name === 'kicked') state.code.trim()
})
// @expect-error-message Property 'data' does not exist on type
const early: unknown = room.state.data

// Errors.
function limit(error: unknown): number | undefined {
  // @expect-error-message Argument of type '"empty"' is not assignable to parameter of type '"full"'
  if (room.isError(error, 'empty')) return undefined
  return room.isError(error, 'full') ? error.data.limit : undefined
}

// Without a name: messages of no channel.
client.channel().on('notice', (notice) => notice.trim())
const whoever: Promise<{ name: string }> = client.channel().request('me')
// @expect-error-message Argument of type '"say"' is not assignable to parameter of type '"me"'
void client.channel().request('say')

// Schemas say the types.
const zod = defineChannel({
  receive: { message: z.object({ at: z.string().transform(Number) }) },
  send: { typing: z.object({ who: z.string().default('me') }) },
  request: { say: { params: z.object({ text: z.string() }), result: z.object({ id: z.string() }) }, ping: {} },
  params: z.object({ token: z.string() }),
  joined: z.object({ members: z.array(z.string()) }),
})
const valibot = defineChannel({
  receive: { message: v.object({ at: v.pipe(v.string(), v.transform(Number)) }) },
  send: { typing: v.object({ who: v.optional(v.string(), 'me') }) },
})
const described = createClient('/realtime', {
  channels: { 'room:*': zod, lobby: valibot, plain: defineChannel<Room>() },
})
described.channel('room:1').on('message', ({ at }) => at.toFixed())
described.channel('room:1').send('typing', {})
described.channel('lobby').on('message', ({ at }) => at.toFixed())
described.channel('lobby').send('typing', { who: 'ada' })
described.channel('plain').on('typing', ({ who }) => who.trim())
const sayResult: Promise<{ id: string }> = described.channel('room:1').request('say', { text: 'hi' })
const pong: Promise<unknown> = described.channel('room:1').request('ping')
const members: Promise<{ members: string[] }> = described.channel('room:1').join({ token: 't' })
// @expect-error-message Argument of type '"lobbby"' is not assignable to parameter of type '`room:${string}` | "lobby" | "plain"'
described.channel('lobbby')
// @expect-error-message Argument of type '"typing"' is not assignable to parameter of type '"message"'
described.channel('room:1').on('typing', () => undefined)
// @expect-error-message Type 'number' is not assignable to type 'string'
described.channel('lobby').send('typing', { who: 5 })
// @expect-error-message Expected 2-3 arguments, but got 1
void described.channel('room:1').request('say')
// @expect-error-message Property 'trim' does not exist on type 'number'
client.channel('room:1', zod).on('message', ({ at }) => at.trim())
type Handed = ContractOf<typeof zod>
const handed = (channel: Channel<Handed>) => channel.send('typing', { who: 'ada' })
handed(described.channel('room:1'))
// @expect-error-message Type 'number' is not assignable to type 'StandardSchema
defineChannel({ receive: { message: 5 } })

// Of a channel of which nothing is known, anything goes.
const any = createClient('/realtime')
any.channel('x').on('y', (data) => data)
any.channel('x').send('y', { z: 1 })
any.channel('x').send('y')
void any.channel('x').request('y')
void any.channel('x').join()
