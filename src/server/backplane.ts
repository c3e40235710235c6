import { randomUUID } from 'node:crypto'

// How the nodes of a server hear of each other's messages.

/** What carries messages from one node to the others. */
export interface Backplane {
  /** To all other nodes. */
  publish(message: string): unknown
  /** Calls `listener` at each message of another node from when it resolves, until the function that it gives is called. */
  subscribe(listener: (message: string) => void): Promise<() => unknown>
}

/** What one must be able to do to publish: clients of `ioredis` and of `redis` can. */
export interface RedisPublisher {
  /** To all who are subscribed. */
  publish(channel: string, message: string): Promise<unknown>
}

/** What a client of `ioredis` does to subscribe. */
export interface IoRedisSubscriber {
  /** Hears a channel, from when it resolves. */
  subscribe(channel: string): Promise<unknown>
  /** Ends that. */
  unsubscribe(channel: string): Promise<unknown>
  /** Calls `listener` at each message. */
  on(event: 'message', listener: (channel: string, message: string) => void): unknown
  /** Ends that. */
  off(event: 'message', listener: (channel: string, message: string) => void): unknown
}

/** What a client of `redis` does to subscribe. */
export interface NodeRedisSubscriber {
  /** Calls `listener` at each message of a channel, from when it resolves. */
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  /** Ends that. */
  unsubscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  /** What tells it from one of `ioredis`; not called. */
  pSubscribe: unknown
}

/**
 * Carries messages between nodes through Redis. Redis wants one client to publish and another to subscribe.
 *
 * @param channel - of Redis: nodes on the same one are nodes of one server; `holdfast` by default
 */
export function redisBackplane(
  publisher: RedisPublisher,
  subscriber: IoRedisSubscriber | NodeRedisSubscriber,
  channel = 'holdfast',
): Backplane {
  // Redis tells a node what it said itself, too.
  const mark = `${randomUUID()}\n`
  return {
    publish: (message) => publisher.publish(channel, mark + message),
    subscribe: (listener) =>
      hear(subscriber, channel, (message) => {
        if (!message.startsWith(mark)) listener(message.slice(message.indexOf('\n') + 1))
      }),
  }
}

async function hear(
  subscriber: IoRedisSubscriber | NodeRedisSubscriber,
  channel: string,
  listener: (message: string) => void,
): Promise<() => unknown> {
  if ('pSubscribe' in subscriber) {
    await subscriber.subscribe(channel, listener)
    return () => subscriber.unsubscribe(channel, listener)
  }
  const onMessage = (from: string, message: string) => from === channel && listener(message)
  subscriber.on('message', onMessage)
  await subscriber.subscribe(channel)
  return () => {
    subscriber.off('message', onMessage)
    return subscriber.unsubscribe(channel)
  }
}
