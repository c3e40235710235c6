import {
  createContext,
  createElement,
  useContext,
  useEffect,
  useInsertionEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { BaseClient } from '../base-client.ts'
import type { ListenOptions } from '../channel/channel.ts'
import type { ChannelDefinition } from '../channel/contract.ts'
import type { ChannelState } from '../channel/subscription.ts'
import type { Client } from '../client.ts'
import type { ConnectionState } from '../connection/state.ts'
import { join } from '../view/join.ts'
import { createList, type ListOptions } from '../view/list.ts'
import { createRequest } from '../view/request.ts'
import type { SomeChannel, View } from '../view/view.ts'
import type { ClientProviderProps, Hooks, RequestHookOptions } from './hooks.ts'

// The hooks. What they show lives outside React and is read through useSyncExternalStore; effects only listen.

const idle = { name: 'idle' } as const

/** Hooks that know the channels of your client: `createHooks<typeof client>()`. */
export function createHooks<C extends BaseClient>(): Hooks<C>
export function createHooks(): unknown {
  const Context = createContext<Client | undefined>(undefined)

  function ClientProvider({ client: source, drain = 0, children }: ClientProviderProps<Client>) {
    const own = useOwnClient(source, drain)
    return createElement(Context.Provider, { value: own }, children)
  }

  function useClient(): Client {
    const client = useContext(Context)
    if (!client) throw new Error('There is no <ClientProvider> around this component')
    return client
  }

  function useConnectionState(selector: (state: ConnectionState) => unknown = itself): unknown {
    const client = useClient()
    const select = useMemo(() => once(selector), [selector])
    const subscribe = useMemo(() => (changed: () => void) => client.on('state', changed), [client])
    return useSyncExternalStore(
      subscribe,
      () => select(client.state),
      () => select(idle),
    )
  }

  function useChannel(name: string | null, definition?: ChannelDefinition): SomeChannel {
    const client = useClient()
    // A definition may be written anew in each render.
    const channel = useMemo(() => (name === null ? null : handle(client, name, definition)), [client, name])
    useEffect(() => () => channel?.leave(), [channel])
    return channel
  }

  function useJoin(channel: SomeChannel, params?: unknown): ChannelState {
    const client = useClient()
    const latest = useLatestRef(params)
    const isAsked = typeof params === 'function'
    useEffect(
      () => join(client, channel, isAsked ? () => (latest.current as () => unknown)() : params),
      [client, channel, isAsked || JSON.stringify(params)],
    )
    return useSyncExternalStore(
      useMemo(() => (changed) => channel?.onState(changed) ?? (() => undefined), [channel]),
      () => channel?.state ?? idle,
      () => idle,
    )
  }

  return {
    ClientProvider,
    useClient,
    useConnectionState,
    useChannel,
    useJoin,
    useEvent,
    useLatest,
    useList,
    useRequest,
  }
}

/** The client that was handed in, or one that lives as long as the component. */
function useOwnClient(source: Client | (() => Client), drain: number): Client {
  const [own] = useState(() => (typeof source === 'function' ? makeLazy(source) : undefined))
  const mounts = useRef(0)
  useEffect(() => {
    if (!own) return
    const mount = ++mounts.current
    // React may hide a tree, and show it again.
    if (own.state.name === 'closing' || own.state.name === 'closed') own.reconnect()
    // StrictMode and hot reload unmount and mount again in one go, and keep the client.
    return () => void Promise.resolve().then(() => mounts.current === mount && own.close({ drain }))
  }, [own, drain])
  return own ?? (source as Client)
}

function useEvent(
  channel: SomeChannel,
  event: string,
  handler: (data: unknown) => unknown,
  options?: ListenOptions<unknown>,
): void {
  const latest = useLatestRef(handler)
  const pace = useLatestRef(options)
  useEffect(() => channel?.on(event, (data) => latest.current(data), pace.current), [channel, event])
}

function useLatest(channel: SomeChannel, event: string, initial?: unknown): unknown {
  const [latest = initial] = useList(channel, event, { limit: 1 })
  return latest
}

function useList(channel: SomeChannel, event: string, options: ListOptions<unknown> = {}): readonly unknown[] {
  return useView(useMemo(() => createList(channel, event, options), [channel, event]))
}

function useRequest(channel: SomeChannel, event: string, options: RequestHookOptions<unknown> = {}): unknown {
  const latest = useLatestRef(options)
  const key = channel && 'params' in options && (JSON.stringify(options.params) ?? '')
  const request = useMemo(() => {
    return createRequest(channel, event, () => latest.current, typeof key === 'string')
  }, [channel, event])
  const state = useView(request)
  useEffect(() => {
    if (typeof key !== 'string') return
    let isOver = false
    // A moment later, as StrictMode takes the first time back.
    void Promise.resolve().then(() => isOver || void request.run(latest.current.params))
    return () => void (isOver = true)
  }, [request, key])
  return { ...state, run: request.run }
}

function useView<T>({ get, subscribe }: View<T>): T {
  return useSyncExternalStore(subscribe, get, get)
}

/** What was handed in last, for those who are called later. */
function useLatestRef<T>(value: T): { readonly current: T } {
  const latest = useRef(value)
  useInsertionEffect(() => void (latest.current = value))
  return latest
}

function itself<T>(value: T): T {
  return value
}

/** Selects once from each state, as React wants the same for the same. */
function once<T>(select: (state: ConnectionState) => T): (state: ConnectionState) => T {
  let last: ConnectionState | undefined
  let selected: T
  return (state) => {
    if (state !== last) selected = select((last = state))
    return selected
  }
}

function handle(client: Client, name: string, definition: ChannelDefinition | undefined): SomeChannel {
  return definition ? client.channel(name, definition) : client.channel(name)
}

/** @throws TypeError for a client that dials: React renders components that it never shows */
function makeLazy(make: () => Client): Client {
  const client = make()
  if (client.state.name === 'idle') return client
  client.close()
  throw new TypeError("A client that the provider makes must be lazy: add connect: 'lazy'")
}
