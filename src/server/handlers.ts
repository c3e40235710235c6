import type { IncomingMessage } from 'node:http'
import type { Joined, Params, ParamsOf, Received, Requests, ResultOf, Sent } from '../channel/contract.ts'

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
  send<E extends keyof Received<C> & string>(event: E, data: Received<C>[E]): void
}

/** What is absent is answered with the error `unknown`. Throw `Refusal` to say no. */
export interface ChannelHandlers<C, User> {
  /** May the client subscribe? What is returned is the reply. Without it everybody may. */
  subscribe?(data: Params<C>, context: Context<C, User>): Joined<C> | Promise<Joined<C>>
  /** The client unsubscribed, was kicked, or its link ended. */
  left?(context: Context<C, User>): unknown
  events?: { [E in keyof Sent<C>]?: (data: Sent<C>[E], context: Context<C, User>) => unknown }
  requests?: {
    [E in keyof Requests<C>]?: (
      params: ParamsOf<Requests<C>, E>,
      context: Context<C, User>,
    ) => ResultOf<Requests<C>, E> | Promise<ResultOf<Requests<C>, E>>
  }
}
