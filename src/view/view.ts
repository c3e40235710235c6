import type { Channel } from '../channel/channel.ts'
import type { AnyContract } from '../channel/contract.ts'
import type { Client } from '../client.ts'

// The words of what a framework draws.

/** A value that changes: the same until it does. */
export interface View<T> {
  get(): T
  /** Calls `changed` after each change, until the returned function is called. One at a time. */
  subscribe(changed: () => void): () => void
}

/** A channel whose contract was checked where the user named it. Null: there is none yet. */
export type SomeChannel = Channel<AnyContract> | null

/** The contracts of the channels of a client, by their names. */
export type ChannelsOf<C> = C extends Client<infer Channels> ? Channels : object

/** `join()` takes no params where the contract asks for none. */
export type JoinArguments<Source> = undefined extends Source ? [params?: Source] : [params: Source]

/** The parameter of a request, which may be left out where it may be undefined. */
export type RunArguments<Params> = undefined extends Params ? [params?: Params] : [params: Params]
