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
  /** The request of the upgrade: its address, headers and cookies. */
  readonly request: IncomingMessage
  /** Ends the link. 4401 asks for fresh credentials; other codes from 4400 to 4499 stop the client. */
  close(code?: number, reason?: string): void
}

/** Where it is said. */
export interface Context<C, User> extends Peer<User> {
  /** The name of the channel; '' for messages of no channel. */
  readonly channel: string
  /** Sends an event of the channel to this client only. */
  send<E extends keyof ReceivedOf<C> & string>(event: E, data: ReceivedOf<C>[E]): void
}

/** What is absent is answered with the error `unknown`. Throw `Refusal` to say no. */
export interface ChannelHandlers<C, User> {
  /** May the client subscribe? What is returned is the reply. Without it everybody may. */
  subscribe?(data: ParamsOf<C>, context: Context<C, User>): JoinedOf<C> | Promise<JoinedOf<C>>
  /** The client unsubscribed, was kicked, or its link ended. */
  left?(context: Context<C, User>): unknown
  /** What to do with the events of clients, by name. */
  events?: { [E in keyof SentOf<C>]?: (data: SentOf<C>[E], context: Context<C, User>) => unknown }
  /** How to answer the requests of clients, by name. */
  requests?: {
    [E in keyof RequestsOf<C>]?: (
      params: RequestParams<RequestsOf<C>, E>,
      context: Context<C, User>,
    ) => RequestResult<RequestsOf<C>, E> | Promise<RequestResult<RequestsOf<C>, E>>
  }
}
