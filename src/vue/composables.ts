import type { ComputedRef, MaybeRef, MaybeRefOrGetter, Plugin, ShallowRef } from 'vue'
import type { Channel, ListenOptions } from '../channel/channel.ts'
import type { ChannelDefinition, ContractOf, JoinedOf, ParamsOf, ReceivedOf } from '../channel/contract.ts'
import type { RequestParams, RequestResult, RequestsOf } from '../channel/contract.ts'
import type { RequestOptions } from '../channel/requests.ts'
import type { ChannelState, ParamsSource } from '../channel/subscription.ts'
import type { ConnectionState } from '../connection/state.ts'
import type { ListOptions } from '../view/list.ts'
import type { ChannelsOf, JoinArguments, RunArguments } from '../view/view.ts'

// The types of the composables, all drawn from the type of one client. `Of` is the contract of a channel.

/** A channel as `useChannel` gives it, or any other. */
export type ChannelSource<Of> = MaybeRefOrGetter<Channel<Of> | null>

/** A name, or a ref or getter of one. */
export type NameSource<Name> = MaybeRefOrGetter<Name>

/** How a request is made, and whether at once. */
export interface RequestComposableOptions<Params> extends Omit<RequestOptions, 'signal'> {
  /** Asks at once, and again when they change (compared as JSON). @default asks at `run()` only */
  params?: MaybeRefOrGetter<Params>
}

/** Where a request stands, and how to make it. */
export interface RequestComposable<Params, Result> {
  /** The latest result, also while the next one is awaited. */
  data: ComputedRef<Result | undefined>
  /** Why the latest request failed; undefined as soon as the next one begins. */
  error: ComputedRef<unknown>
  /** Whether an answer is awaited. */
  isPending: ComputedRef<boolean>
  /** Asks, and gives up what was asked before. May be awaited, and need not be: its error is in the state too. */
  run(...params: RunArguments<Params>): Promise<Result>
}

/** What `createComposables()` gives. All of it ends with the scope that it was called in. In a component it listens once that is mounted. */
export interface Composables<C> {
  /** `app.use(ClientPlugin, client)` hands the client to all components of the app. */
  ClientPlugin: Plugin<[client: C]>

  /** Hands a client to the components below this one. */
  provideClient: (client: C) => void

  /** The client of the app, or of a component above. @throws Error if there is none */
  useClient: () => C

  /** The state of the connection, or what `selector` makes of it. `idle` on a server, and until the component is mounted. */
  useConnectionState: {
    (): ComputedRef<ConnectionState>
    <T>(selector: (state: ConnectionState) => T): ComputedRef<T>
  }

  /**
   * A handle of a channel, released with the scope or when the name changes. It subscribes with what listens to it.
   * Without a name it is null, which all other composables take.
   */
  useChannel: {
    <Name extends (keyof ChannelsOf<C> & string) | null>(
      name: NameSource<Name>,
    ): ComputedRef<Name extends keyof ChannelsOf<C> ? Channel<ChannelsOf<C>[Name]> : null>
    <D extends ChannelDefinition>(name: NameSource<string>, definition: D): ComputedRef<Channel<ContractOf<D>>>
    <D extends ChannelDefinition>(
      name: NameSource<string | null>,
      definition: D,
    ): ComputedRef<Channel<ContractOf<D>> | null>
  }

  /**
   * Subscribes to a channel until the scope ends, and is its state: what the server said, or why it said no. Params are
   * compared as JSON; a function is asked anew for each subscription.
   */
  useJoin: <Of>(
    channel: ChannelSource<Of>,
    ...params: JoinArguments<MaybeRef<ParamsSource<ParamsOf<Of>>>>
  ) => Readonly<ShallowRef<ChannelState<JoinedOf<Of>>>>

  /** Calls `handler` with each event, without exception. */
  useEvent: <Of, E extends keyof ReceivedOf<Of> & string>(
    channel: ChannelSource<Of>,
    event: E,
    handler: (data: ReceivedOf<Of>[E]) => unknown,
    options?: ListenOptions<ReceivedOf<Of>[E]>,
  ) => void

  /** The latest event, or `initial` before there is one; changes at most once a frame. */
  useLatest: {
    <Of, E extends keyof ReceivedOf<Of> & string>(
      channel: ChannelSource<Of>,
      event: E,
    ): ComputedRef<ReceivedOf<Of>[E] | undefined>
    <Of, E extends keyof ReceivedOf<Of> & string, Initial>(
      channel: ChannelSource<Of>,
      event: E,
      initial: Initial,
    ): ComputedRef<ReceivedOf<Of>[E] | Initial>
  }

  /** The latest events, oldest first: a new array at most once a frame. Another channel begins anew. */
  useList: <Of, E extends keyof ReceivedOf<Of> & string>(
    channel: ChannelSource<Of>,
    event: E,
    options?: ListOptions<ReceivedOf<Of>[E]>,
  ) => Readonly<ShallowRef<readonly ReceivedOf<Of>[E][]>>

  /**
   * Asks the server, for what is shown: only the latest question counts, and none outlives the scope. What must arrive in
   * any case is asked with `channel.request()`.
   */
  useRequest: <Of, E extends keyof RequestsOf<Of> & string>(
    channel: ChannelSource<Of>,
    event: E,
    options?: RequestComposableOptions<RequestParams<RequestsOf<Of>, E>>,
  ) => RequestComposable<RequestParams<RequestsOf<Of>, E>, RequestResult<RequestsOf<Of>, E>>
}
