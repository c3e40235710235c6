import { z } from 'zod'
import { createClient, defineChannel, raw, type Channel, type ChannelState, type ConnectionState } from 'holdfast'
import { createHooks } from 'holdfast/react'

interface Room {
  receive: { message: { id: string; text: string }; typing: { who: string } }
  send: { typing: { who: string } }
  request: { find(params: { text: string }): string[]; count(): number }
  params: { token: string }
  joined: { members: string[] }
}
interface Channels {
  [name: `room:${string}`]: Room
  prices: { receive: { tick: number } }
}

const client = createClient<Channels>('/realtime')
const { ClientProvider, useChannel, useClient, useConnectionState, useEvent, useJoin, useLatest, useList, useRequest } =
  createHooks<typeof client>()

// The provider and the client.
ClientProvider({ client })
ClientProvider({ client: () => client, drain: 5 })
const same: typeof client = useClient()
// @expect-error-message is not assignable to type
ClientProvider({ client: createClient('/feed', { protocol: raw() }) })

// The state.
const state: ConnectionState = useConnectionState()
const isOpen: boolean = useConnectionState(({ name }) => name === 'open')
// @expect-error-message Property 'nam' does not exist on type
useConnectionState(({ nam }) => nam)

// Names.
const id: string = '42'
const room: Channel<Room> = useChannel(`room:${id}`)
const prices = useChannel('prices')
const maybe: Channel<Room> | null = useChannel(id ? `room:${id}` : null)
const none: null = useChannel(null)
// @expect-error-message Argument of type '"prizes"' is not assignable to parameter of type '`room:${string}` | "prices" | null'
useChannel('prizes')
// @expect-error-message 'maybe' is possibly 'null'
maybe.send('typing', { who: 'ada' })

// Events.
useEvent(room, 'message', ({ text }) => text.trim())
useEvent(maybe, 'message', ({ text }) => text.trim())
useEvent(prices, 'tick', (price) => price.toFixed(), { coalesce: 'frame', key: (price) => price % 2 })
// @expect-error-message Argument of type '"mesage"' is not assignable to parameter of type '"message" | "typing"'
useEvent(room, 'mesage', () => undefined)
// @expect-error-message Argument of type '"mesage"' is not assignable to parameter of type '"message" | "typing"'
useEvent(maybe, 'mesage', () => undefined)
// @expect-error-message Property 'txt' does not exist on type '{ id: string; text: string; }'
useEvent(room, 'message', ({ txt }) => txt)
const latest: { who: string } | undefined = useLatest(room, 'typing')
const latestOr: number | null = useLatest(prices, 'tick', null)
// @expect-error-message Type 'undefined' is not assignable to type 'number'
const certain: number = useLatest(prices, 'tick')
const list: readonly { id: string; text: string }[] = useList(maybe, 'message', { limit: 5, initial: [] })
// @expect-error-message Argument of type '"tik"' is not assignable to parameter of type '"tick"'
useList(prices, 'tik')
// @expect-error-message Type 'string' is not assignable to type 'number'
useList(prices, 'tick', { initial: ['1'] })
// @expect-error-message Property 'push' does not exist on type 'readonly number[]'
useList(prices, 'tick').push(1)

// Joining.
const joined: ChannelState<{ members: string[] }> = useJoin(room, { token: 't' })
useJoin(maybe, async () => Promise.resolve({ token: 't' }))
useJoin(prices)
// @expect-error-message Expected 2 arguments, but got 1
useJoin(room)
// @expect-error-message Type 'number' is not assignable to type 'string'
useJoin(room, { token: 5 })

// Requests.
const find = useRequest(maybe, 'find', { timeout: 5, params: { text: 'a' } })
const found: string[] | undefined = find.data
const run: Promise<string[]> = find.run({ text: 'a' })
const count: Promise<number> = useRequest(room, 'count').run()
// @expect-error-message Argument of type '"search"' is not assignable to parameter of type '"find" | "count"'
useRequest(room, 'search')
// @expect-error-message Expected 1 arguments, but got 0
void find.run()
// @expect-error-message Type 'number' is not assignable to type 'string'
useRequest(room, 'find', { params: { text: 5 } })
// @expect-error-message 'signal' does not exist in type
useRequest(room, 'find', { signal: new AbortController().signal })

// A definition of its own, and of the client.
const news = defineChannel({ receive: { line: z.object({ at: z.string().transform(Number) }) } })
useEvent(useChannel('news', news), 'line', ({ at }) => at.toFixed())
useEvent(useChannel(id ? 'news' : null, news), 'line', ({ at }) => at.toFixed())
const described = createClient('/realtime', { channels: { 'news:*': news } })
const hooks = createHooks<typeof described>()
hooks.useEvent(hooks.useChannel('news:1'), 'line', ({ at }) => at.toFixed())
// @expect-error-message Argument of type '"lines"' is not assignable to parameter of type '"line"'
hooks.useEvent(hooks.useChannel('news:1'), 'lines', () => undefined)

// A client without channels has its state.
const feed = createClient('/feed', { protocol: raw() })
const feedHooks = createHooks<typeof feed>()
feedHooks.useClient().on('message', (data) => data)
// @expect-error-message Argument of type '"prices"' is not assignable to parameter of type 'null'
feedHooks.useChannel('prices')

// The type of the client is asked for, not its channels.
// @expect-error-message Type '{ prices: object; }' does not satisfy the constraint 'BaseClient<ClientEvents>'
createHooks<{ prices: object }>()
