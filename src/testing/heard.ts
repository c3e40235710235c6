import type { NameOf, ParamsOf, RequestParams, RequestsOf, SentOf } from '../channel/contract.ts'

/** What a client can say, by the contracts of its channels. */
export type Heard<Channels> =
  | { readonly type: 'authenticate'; readonly id: number; readonly data?: unknown }
  | { [Name in NameOf<Channels>]: About<Name, Channels[Name]> }[NameOf<Channels>]

type About<Name extends string, C> =
  | { readonly type: 'subscribe'; readonly id: number; readonly channel: Name; readonly data?: ParamsOf<C> }
  | { readonly type: 'unsubscribe'; readonly channel: Name }
  | { [E in NameOf<SentOf<C>>]: Address<Name> & Event<E, SentOf<C>[E]> }[NameOf<SentOf<C>>]
  | { [E in NameOf<RequestsOf<C>>]: Address<Name> & Request<E, RequestParams<RequestsOf<C>, E>> }[NameOf<RequestsOf<C>>]

interface Event<E, T> {
  readonly type: 'event'
  readonly event: E
  readonly data?: T
}

interface Request<E, P> {
  readonly type: 'request'
  readonly id: number
  readonly event: E
  readonly data?: P
}

/** Messages of no channel name none. */
type Address<Name extends string> = Name extends ''
  ? { readonly channel?: undefined }
  : string extends Name
    ? { readonly channel?: string }
    : { readonly channel: Name }
