import type { IncomingMessage } from 'node:http'
import type {
  JoinedOf,
  ParamsOf,
  RequestParams,
  ReceivedOf,
  RequestsOf,
  RequestResult,
  SentOf,
} from '../channel/contract.ts'

// What an application does with what its clients say.

/** Who says it. */
export interface Peer<User> {
  /** What `authenticate` made of the client's credentials. */
  readonly user: User
  /** The request of the upgrade: its address, headers and cookies. The same object for all that one link says. */
  readonly request: IncomingMessage
  /**
   * Ends the link. 4401 asks for fresh credentials; other codes from 4400 to 4499 stop the client.
   * @throws TypeError for what is no close code; RangeError for a reason of more than 123 bytes
   */
  close(code?: number, reason?: string): void
}

/** Where it is said. */
export interface Context<C, User, Name extends string = string> extends Peer<User> {
  /** The name of the channel; '' for messages of no channel. */
  readonly channel: Name
  /**
   * Sends an event of the channel to this client only.
   * @throws ValidationError for data that does not fit the channel's schema
   */
  send<E extends keyof ReceivedOf<C> & string>(event: E, data: ReceivedOf<C>[E]): void
  /**
   * Sends an event to all who are subscribed to the channel but this client, on every node.
   * @throws ValidationError for data that does not fit the channel's schema
   */
  broadcast<E extends keyof ReceivedOf<C> & string>(event: E, data: ReceivedOf<C>[E]): void
}

/** What is absent is answered with the error `unknown`. Throw `Refusal` to say no. */
export interface ChannelHandlers<C, User, Name extends string = string> {
  /**
   * May the client subscribe? What is returned is the reply. Without it everybody may. It decides only: a client may ask
   * again on the same link, or be gone before the answer.
   */
  subscribe?(data: ParamsOf<C>, context: Context<C, User, Name>): JoinedOf<C> | Promise<JoinedOf<C>>
  /** The client is in, and has its reply. */
  joined?(context: Context<C, User, Name>): unknown
  /** It is not any more: it unsubscribed, was refused anew or kicked, or its link ended. Once for each `joined`. */
  left?(context: Context<C, User, Name>): unknown
  /** What to do with the events of clients, by name. */
  events?: { [E in keyof SentOf<C>]?: (data: SentOf<C>[E], context: Context<C, User, Name>) => unknown }
  /** How to answer the requests of clients, by name. */
  requests?: {
    [E in keyof RequestsOf<C>]?: (
      params: RequestParams<RequestsOf<C>, E>,
      context: Context<C, User, Name>,
    ) => RequestResult<RequestsOf<C>, E> | Promise<RequestResult<RequestsOf<C>, E>>
  }
}

/** The names that a pattern stands for. */
export type NameIn<Pattern extends string> = Pattern extends `${infer Begin}*` ? `${Begin}${string}` : Pattern
