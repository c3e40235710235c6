import type { FunctionComponent, ReactNode } from 'react'
import type { Channel, ListenOptions } from '../channel/channel.ts'
import type { ChannelDefinition, ContractOf, JoinedOf, ParamsOf, ReceivedOf } from '../channel/contract.ts'
import type { RequestParams, RequestResult, RequestsOf } from '../channel/contract.ts'
import type { RequestOptions } from '../channel/requests.ts'
import type { ChannelState, ParamsSource } from '../channel/subscription.ts'
import type { ConnectionState } from '../connection/state.ts'
import type { ListOptions } from '../view/list.ts'
import type { RequestState } from '../view/request.ts'
import type { ChannelsOf, JoinArguments, RunArguments } from '../view/view.ts'

// The types of the hooks, all drawn from the type of one client. `Of` is the contract of a channel.

/** What a provider takes. */
export interface ClientProviderProps<C> {
  /**
   * The client, which stays yours; or a function that makes one for this provider, which closes it when it is unmounted.
   * Such a client must be `lazy`. Another function makes no other client: give the provider another `key`.
   */
  client: C | (() => C)
  /** Gives what waits in a client of its own so many ms after the unmount; then it is dropped. @default 0 */
  drain?: number
  /** Whose hooks use the client. */
  children?: ReactNode
}

/** How a request is made, and whether at once. */
export interface RequestHookOptions<Params> extends Omit<RequestOptions, 'signal'> {
  /** Asks at once, and again when they change (compared as JSON). @default asks at `run()` only */
  params?: Params
}

/** Where a request stands, and how to make it. */
export interface RequestHook<Params, Result> extends RequestState<Result> {
  /** Asks, and gives up what was asked before. May be awaited, and need not be: its error is in the state too. */
  run(...params: RunArguments<Params>): Promise<Result>
}

/** What `createHooks()` gives. */
export interface Hooks<C> {
  /** Hands a client to the hooks of all components in it. */
  ClientProvider: FunctionComponent<ClientProviderProps<C>>

  /** The client of the nearest provider. @throws Error if there is none */
  useClient: () => C

  /** The state of the connection, or what `selector` makes of it; draws again when that changes. `idle` on a server. */
  useConnectionState: {
    (): ConnectionState
    <T>(selector: (state: ConnectionState) => T): T
  }

  /**
   * A handle of a channel, released when the component is unmounted or the name changes. It subscribes with what listens
   * to it. Without a name it is null, which all other hooks take.
   */
  useChannel: {
    <Name extends (keyof ChannelsOf<C> & string) | null>(
      name: Name,
    ): Name extends keyof ChannelsOf<C> ? Channel<ChannelsOf<C>[Name]> : null
    <D extends ChannelDefinition>(name: string, definition: D): Channel<ContractOf<D>>
    <D extends ChannelDefinition>(name: string | null, definition: D): Channel<ContractOf<D>> | null
  }

  /**
   * Subscribes to a channel while the component is mounted, and is its state: what the server said, or why it said no.
   * Params are compared as JSON; a function is asked anew for each subscription.
   */
  useJoin: <Of>(
    channel: Channel<Of> | null,
    ...params: JoinArguments<ParamsSource<ParamsOf<Of>>>
  ) => ChannelState<JoinedOf<Of>>

  /** Calls the latest `handler` with each event, without exception. Another handler does not subscribe anew. */
  useEvent: <Of, E extends keyof ReceivedOf<Of> & string>(
    channel: Channel<Of> | null,
    event: E,
    handler: (data: ReceivedOf<Of>[E]) => unknown,
    options?: ListenOptions<ReceivedOf<Of>[E]>,
  ) => void

  /** The latest event, or `initial` before there is one; draws at most once a frame. */
  useLatest: {
    <Of, E extends keyof ReceivedOf<Of> & string>(channel: Channel<Of> | null, event: E): ReceivedOf<Of>[E] | undefined
    <Of, E extends keyof ReceivedOf<Of> & string, Initial>(
      channel: Channel<Of> | null,
      event: E,
      initial: Initial,
    ): ReceivedOf<Of>[E] | Initial
  }

  /** The latest events, oldest first: a new array at most once a frame. Another channel or event begins anew. */
  useList: <Of, E extends keyof ReceivedOf<Of> & string>(
    channel: Channel<Of> | null,
    event: E,
    options?: ListOptions<ReceivedOf<Of>[E]>,
  ) => readonly ReceivedOf<Of>[E][]

  /**
   * Asks the server, for what is shown: only the latest question counts, and none outlives the component. What must
   * arrive in any case is asked with `channel.request()`.
   */
  useRequest: <Of, E extends keyof RequestsOf<Of> & string>(
    channel: Channel<Of> | null,
    event: E,
    options?: RequestHookOptions<RequestParams<RequestsOf<Of>, E>>,
  ) => RequestHook<RequestParams<RequestsOf<Of>, E>, RequestResult<RequestsOf<Of>, E>>
}
