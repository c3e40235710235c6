import { createApp, ref, type ComputedRef, type Ref } from 'vue'
import { createClient, type Channel, type ChannelState, type ConnectionState } from 'holdfast'
import { createComposables } from 'holdfast/vue'

interface Room {
  receive: { message: { id: string; text: string }; typing: { who: string } }
  request: { find(params: { text: string }): string[]; count(): number }
  params: { token: string }
  joined: { members: string[] }
}
interface Channels {
  [name: `room:${string}`]: Room
  prices: { receive: { tick: number } }
}

const client = createClient<Channels>('/realtime')
const composables = createComposables<typeof client>()
const { ClientPlugin, provideClient, useChannel, useClient } = composables
const { useConnectionState, useEvent, useJoin, useLatest, useList, useRequest } = composables

// The client.
createApp({}).use(ClientPlugin, client)
provideClient(client)
const same: typeof client = useClient()
// @expect-error-message Argument of type 'string' is not assignable to parameter of type
createApp({}).use(ClientPlugin, '/realtime')

// The state.
const state: ComputedRef<ConnectionState> = useConnectionState()
const isOpen: ComputedRef<boolean> = useConnectionState(({ name }) => name === 'open')

// Names: values, refs and getters.
const id = ref('42')
const room: ComputedRef<Channel<Room>> = useChannel('room:42')
const named: ComputedRef<Channel<Room>> = useChannel(() => `room:${id.value}` as const)
const maybe: ComputedRef<Channel<Room> | null> = useChannel(() => (id.value ? (`room:${id.value}` as const) : null))
const name = ref<'prices' | null>(null)
const prices: ComputedRef<Channel<{ receive: { tick: number } }> | null> = useChannel(name)
// @expect-error-message Argument of type '"prizes"' is not assignable to parameter of type
useChannel('prizes')

// Events, of refs, of getters and of channels.
useEvent(room, 'message', ({ text }) => text.trim())
useEvent(
  () => maybe.value,
  'message',
  ({ text }) => text.trim(),
)
useEvent(room.value, 'message', ({ text }) => text.trim())
// @expect-error-message Argument of type '"mesage"' is not assignable to parameter of type '"message" | "typing"'
useEvent(maybe, 'mesage', () => undefined)
const latest: ComputedRef<{ who: string } | undefined> = useLatest(room, 'typing')
const latestOr: ComputedRef<number | null> = useLatest(prices, 'tick', null)
const list: Readonly<Ref<readonly { id: string; text: string }[]>> = useList(maybe, 'message', { limit: 5 })
// @expect-error-message Argument of type '"tik"' is not assignable to parameter of type '"tick"'
useList(prices, 'tik')

// Joining.
const joined: Readonly<Ref<ChannelState<{ members: string[] }>>> = useJoin(room, { token: 't' })
useJoin(maybe, ref({ token: 't' }))
useJoin(named, () => ({ token: id.value }))
useJoin(prices)
// @expect-error-message Expected 2 arguments, but got 1
useJoin(room)

// Requests.
const { data, run } = useRequest(maybe, 'find', { timeout: 5, params: () => ({ text: id.value }) })
const found: Ref<string[] | undefined> = data
const answer: Promise<string[]> = run({ text: 'a' })
// @expect-error-message Argument of type '"search"' is not assignable to parameter of type '"find" | "count"'
useRequest(room, 'search')

// The type of the client is asked for, not its channels.
// @expect-error-message Type '{ prices: object; }' does not satisfy the constraint 'BaseClient<ClientEvents>'
createComposables<{ prices: object }>()
