import type { IncomingMessage, Server as HttpServer } from 'node:http'
import type { Codec } from '../channel/protocol.ts'
import type { Definitions } from '../channel/subscriptions.ts'
import type { Logger } from '../platform/globals.ts'
import type { Backplane } from './backplane.ts'
import type { Limits } from './limits.ts'
import type { Origins } from './origin.ts'

/** What a server lets its user decide. */
export interface ServerOptions<D extends Definitions, User> {
  /** What flows where: the same definitions as the client's. */
  channels: D
  /** Who the client is, by its credentials. Throw `Refusal` to say no. @default everybody is let in, without a user */
  authenticate?: (
    data: unknown,
    client: { readonly request: IncomingMessage },
  ) => Authenticated<User> | Promise<Authenticated<User>>
  /** An HTTP server to share. @default one of its own */
  server?: HttpServer
  /** Where its own HTTP server listens. @default 0, any free port */
  port?: number
  /** The address where its own HTTP server listens; `0.0.0.0` for all. @default '127.0.0.1' */
  host?: string
  /** The path of the upgrade. @default any */
  path?: string
  /** Where a client comes from, for `limits.linksPerAddress`: behind a proxy that is in a header. @default the socket's */
  address?: (request: IncomingMessage) => string
  /** Whose pages may connect: those of the same host, of these origins, or of any. @default 'same' */
  origins?: Origins
  /** How much one client may ask. */
  limits?: Limits
  /** Links are asked for life every so many ms; who gives no sign until the next time is gone. @default 25_000 */
  heartbeat?: number
  /** How nodes hear of each other. @default there is one node */
  backplane?: Backplane
  /** What messages are on the wire. @default JSON */
  codec?: Codec
  /** Other codecs by the subprotocol that a client offers to speak them. @default none, and any subprotocol is taken */
  codecs?: Readonly<Record<string, Codec>>
  /** Gets what goes wrong, in a few lines of each kind. @default warnings go to the console */
  logger?: Logger
}

/** What `authenticate` says of a client that is let in. */
export interface Authenticated<User> {
  /** Who it is: handed to all handlers. */
  user: User
  /**
   * Names the user, for `kick()` and `disconnect()` on all nodes. A client that authenticates again under another id, or
   * without one as another `user`, is asked about: `subscribe` decides on each of its channels anew.
   */
  id?: string
  /** What the client is told. In `expiresIn` ms its link ends with 4401, unless it authenticates again before. */
  reply?: { expiresIn?: number }
}
