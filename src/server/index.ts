/**
 * The server half of typed channels, for Node, on `ws`.
 *
 * @packageDocumentation
 */
export { createServer, type Server, type ServerStats } from './server.ts'
export type { Authenticated, ServerOptions } from './options.ts'
export { Refusal } from './refusal.ts'
export type { ChannelHandlers, Context, NameIn, Peer } from './handlers.ts'
export type { Limits } from './limits.ts'
export type { Origins } from './origin.ts'
export type { Why } from './nodes.ts'
export { redisBackplane, type Backplane } from './backplane.ts'
export type { IoRedisSubscriber, NodeRedisSubscriber, RedisPublisher } from './backplane.ts'
