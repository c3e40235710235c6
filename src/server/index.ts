/**
 * The server half of typed channels, for Node, on `ws`.
 *
 * @packageDocumentation
 */
export { createServer, type Server } from './server.ts'
export type { Authenticated, ServerOptions } from './options.ts'
export { Refusal } from './refusal.ts'
export type { ChannelHandlers, Context, Peer } from './handlers.ts'
export type { Limits } from './limits.ts'
export type { Origins } from './origin.ts'
export { redisBackplane, type Backplane, type RedisLike } from './backplane.ts'
