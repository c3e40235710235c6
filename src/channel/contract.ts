import type { Definition } from './schema.ts'

// What flows on a channel, in which direction: types that the compiler holds both sides to.

/**
 * What a channel carries. Each part is optional.
 *
 * @example
 * ```ts
 * interface Room {
 *   receive: { message: { from: string; text: string } }
 *   send: { typing: { who: string } }
 *   request: { say(params: { text: string }): { id: string } }
 *   params: { token: string }
 *   joined: { members: string[] }
 *   errors: { full: { limit: number } }
 * }
 * ```
 */
export interface Contract {
  /** Events from the server: name → data. */
  receive?: object
  /** Events to the server: name → data. */
  send?: object
  /** Requests to the server: name → a function type of the parameter and the result. */
  request?: object
  /** What `join()` takes. */
  params?: unknown
  /** What the server says to a subscription. */
  joined?: unknown
  /** Errors of requests and subscriptions: code → data. */
  errors?: object
}

/** What the contract `C` may be: a part with another name does not compile, as what is misspelt would carry nothing. */
export type ExactContract<C> = {
  [Part in keyof C]: Part extends keyof Contract
    ? Contract[Part]
    : 'a contract has receive, send, request, params, joined and errors'
}

/** What the contracts of channels by name may be. A function of your own that is generic in them asks for the same. */
export type Contracts<Channels> = object & { [Name in keyof Channels]: ExactContract<Channels[Name]> }

/** A channel of which nothing is known. */
export interface AnyContract {
  /** Any event. */
  receive: Readonly<Record<string, unknown>>
  /** Any event. */
  send: Readonly<Record<string, unknown>>
  /** Any request. */
  request: Readonly<Record<string, (params: unknown) => unknown>>
}

/** What a channel carries, as a value that client and server share. */
export type ChannelDefinition<C = unknown> = Definition & { readonly '~contract'?: C }

/** What a channel carries, with types only: `defineChannel<Room>()`. Nothing is checked at run time. */
export function defineChannel<C extends ExactContract<C> = object>(): ChannelDefinition<C>
/**
 * What a channel carries, with schemas of any library that implements Standard Schema, such as Zod or Valibot: what comes in
 * is checked before a listener sees it, and what goes out before it is sent. Schemas must be synchronous.
 *
 * @example
 * ```ts
 * const room = defineChannel({
 *   receive: { message: z.object({ text: z.string() }) },
 *   request: { say: { params: z.object({ text: z.string() }), result: z.object({ id: z.string() }) } },
 * })
 * ```
 */
export function defineChannel<const D extends Definition>(definition: D): D & ChannelDefinition<Described<D>>
export function defineChannel(definition: Definition = {}): ChannelDefinition {
  return definition
}

/** The contract that a definition stands for. */
export type ContractOf<D> = D extends ChannelDefinition<infer C> ? C : unknown

/** The contracts of definitions by name; a star at the end of a name stands for any text. */
export type ContractsOf<D> = {
  [Name in keyof D & string as Name extends `${infer Begin}*` ? `${Begin}${string}` : Name]: ContractOf<D[Name]>
}

/** The contract, seen from the client, that schemas describe. */
export interface Described<D extends Definition> {
  /** What the schemas of events from the server give out. */
  receive: { [E in keyof D['receive']]: Output<NonNullable<D['receive']>[E]> }
  /** What the schemas of events to the server take in. */
  send: { [E in keyof D['send']]: Input<NonNullable<D['send']>[E]> }
  /** Functions of what the schemas of parameters take in and those of results give out. */
  request: { [E in keyof D['request']]: Call<NonNullable<D['request']>[E]> }
  /** What the schema of `join()`'s parameter takes in. */
  params: D extends { params: infer S } ? Input<S> : unknown
  /** What the schema of the reply to a subscription gives out. */
  joined: D extends { joined: infer S } ? Output<S> : unknown
}

type Call<R> = (
  params: R extends { params: infer S } ? Input<S> : void,
) => R extends { result: infer S } ? Output<S> : unknown
type Input<S> = S extends { readonly '~standard': { readonly types?: { readonly input: infer I } | undefined } }
  ? I
  : unknown
type Output<S> = S extends { readonly '~standard': { readonly types?: { readonly output: infer O } | undefined } }
  ? O
  : unknown

type Part<C, Key extends keyof Contract> = C extends { readonly [K in Key]: infer P } ? P : object

/** The events from the server, of a contract: name → data. */
export type ReceivedOf<C> = Part<C, 'receive'>
/** The events to the server: name → data. */
export type SentOf<C> = Part<C, 'send'>
/** The requests to the server: name → function type. */
export type RequestsOf<C> = Part<C, 'request'>
/** The errors of requests and subscriptions: code → data. */
export type ErrorsOf<C> = Part<C, 'errors'>
/** What the server says to a subscription. */
export type JoinedOf<C> = C extends { readonly joined: infer J } ? J : unknown
/** What `join()` takes. */
export type ParamsOf<C> = C extends { readonly params: infer P } ? P : unknown

/** The names of a part. Where a compiler says them to a user, they are written out: it does not look into aliases. */
export type NameOf<Part> = keyof Part & string

/** The parameter of the request `E` among requests `R`. */
export type RequestParams<R, E> = E extends keyof R ? (R[E] extends (params: infer P) => unknown ? P : never) : never
/** The result of the request `E` among requests `R`. */
export type RequestResult<R, E> = E extends keyof R
  ? R[E] extends (...params: never) => infer Result
    ? Awaited<Result>
    : never
  : never

/** The arguments after an event's name: data may be left out where `undefined` is data. */
export type Arguments<T, Options> = undefined extends T ? [data?: T, options?: Options] : [data: T, options?: Options]
