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
  /** @default '127.0.0.1' */
  host?: string
  /** The path of the upgrade. @default any */
  path?: string
  /** Whose pages may connect: those of the same host, of these origins, or of any. @default 'same' */
  origins?: Origins
  /** How much one client may ask. */
  limits?: Limits
  /** A link is asked for life after so many ms, and is ended if it gives no sign until the next time. @default 25_000 */
  heartbeat?: number
  /** How nodes hear of each other. @default there is one node */
  backplane?: Backplane
  /** What messages are on the wire. @default JSON */
  codec?: Codec
  /** @default warnings go to the console */
  logger?: Logger
}

/** What `authenticate` says of a client that is let in. */
export interface Authenticated<User> {
  /** Who it is: handed to all handlers. */
  user: User
  /** What the client is told; `expiresIn` in ms lets it authenticate again before. */
  reply?: { expiresIn?: number }
}
