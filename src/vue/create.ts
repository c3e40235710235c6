import {
  computed,
  getCurrentInstance,
  inject,
  markRaw,
  onMounted,
  provide,
  shallowRef,
  toValue,
  unref,
  watch,
  type App,
  type ComputedRef,
  type InjectionKey,
  type MaybeRefOrGetter,
  type ShallowRef,
  type WatchSource,
} from 'vue'
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
import type { Composables, RequestComposableOptions } from './composables.ts'

// The composables. What they show lives outside Vue and is copied into shallow refs; watchers only listen.

const idle = { name: 'idle' } as const

type Source = MaybeRefOrGetter<SomeChannel>

/** Composables that know the channels of your client: `createComposables<typeof client>()`. */
export function createComposables<C extends BaseClient>(): Composables<C>
export function createComposables(): unknown {
  const key: InjectionKey<Client> = Symbol('holdfast')
  const ClientPlugin = { install: (app: App, client: Client) => app.provide(key, client) }
  const provideClient = (client: Client) => provide(key, client)

  function useClient(): Client {
    const client = inject(key, undefined)
    if (!client) throw new Error('There is no client here: app.use(ClientPlugin, client), or provideClient(client)')
    return client
  }

  function useConnectionState(selector: (state: ConnectionState) => unknown = (state) => state): ComputedRef<unknown> {
    const client = useClient()
    const state = useView<ConnectionState>(
      () => ({ get: () => client.state, subscribe: (changed) => client.on('state', changed) }),
      idle,
    )
    return computed(() => selector(state.value))
  }

  function useChannel(name: MaybeRefOrGetter<string | null>, definition?: ChannelDefinition): ComputedRef<SomeChannel> {
    const client = useClient()
    const channel = computed(() => {
      const to = toValue(name)
      // A proxy of it could not reach what is private in it.
      return to === null ? null : markRaw(definition ? client.channel(to, definition) : client.channel(to))
    })
    listen([channel], () => {
      const { value } = channel
      return () => value?.leave()
    })
    return channel
  }

  function useJoin(source: Source, params?: unknown): ShallowRef<ChannelState> {
    const client = useClient()
    const channel = computed(() => toValue(source))
    const key = () => (typeof unref(params) === 'function' ? unref(params) : JSON.stringify(unref(params)))
    listen([channel, key], () => join(client, channel.value, unref(params)))
    return useView<ChannelState>(() => {
      const { value } = channel
      return { get: () => value?.state ?? idle, subscribe: (changed) => value?.onState(changed) ?? (() => undefined) }
    }, idle)
  }

  return {
    ...{ ClientPlugin, provideClient, useClient },
    ...{ useConnectionState, useChannel, useJoin, useEvent, useLatest, useList, useRequest },
  }
}

function useEvent(
  source: Source,
  event: string,
  handler: (data: unknown) => unknown,
  options?: ListenOptions<unknown>,
): void {
  const channel = computed(() => toValue(source))
  listen([channel], () => channel.value?.on(event, handler, options))
}

function useLatest(source: Source, event: string, initial?: unknown): ComputedRef<unknown> {
  const list = useList(source, event, { limit: 1 })
  return computed(() => {
    const [latest = initial] = list.value
    return latest
  })
}

function useList(source: Source, event: string, options: ListOptions<unknown> = {}): ShallowRef<readonly unknown[]> {
  return useView(() => createList(toValue(source), event, options))
}

function useRequest(source: Source, event: string, options: RequestComposableOptions<unknown> = {}) {
  const { params, ...rest } = options
  const channel = computed(() => toValue(source))
  const isAutomatic = 'params' in options
  const request = computed(() => createRequest(channel.value, event, () => rest, isAutomatic && !!channel.value))
  const state = useView(() => request.value)
  if (isAutomatic) {
    listen([request, () => JSON.stringify(toValue(params))], () => {
      if (channel.value) void request.value.run(toValue(params))
    })
  }
  return {
    data: computed(() => state.value.data),
    error: computed(() => state.value.error),
    isPending: computed(() => state.value.isPending),
    run: (given: unknown) => request.value.run(given),
  }
}

/** `first` is what it is until somebody listens, on a server for ever. */
function useView<T>(make: () => View<T>, first?: T): ShallowRef<T> {
  const view = computed(make)
  const shown = shallowRef(first ?? view.value.get())
  listen([view], () => {
    const { get, subscribe } = view.value
    const show = () => void (shown.value = get())
    show()
    return subscribe(show)
  })
  return shown
}

/** Begins once the component is mounted, never on a server; anew when a source changes; and ends with the scope. */
function listen(sources: WatchSource[], begin: () => (() => void) | undefined | void): void {
  const isMounted = shallowRef(!getCurrentInstance())
  if (!isMounted.value) onMounted(() => void (isMounted.value = true))
  watch(
    // Of a shallow ref itself Vue would take every change of another source for one.
    [() => isMounted.value, ...sources],
    (_now, _before, onCleanup) => {
      const end = isMounted.value && begin()
      if (end) onCleanup(end)
    },
    { immediate: true, flush: 'sync' },
  )
}
