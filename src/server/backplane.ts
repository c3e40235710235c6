// How the nodes of a server hear of each other's messages.

/** What carries messages from one node to the others. */
export interface Backplane {
  /** To all other nodes. */
  publish(message: string): unknown
  /** Calls `listener` at each message of another node from when it resolves, until the function that it gives is called. */
  subscribe(listener: (message: string) => void): Promise<() => unknown>
}

/** What a client of Redis must be able to do; those of `ioredis` can. */
export interface RedisLike {
  /** To all who are subscribed. */
  publish(channel: string, message: string): Promise<unknown>
  /** Hears a channel, from when it resolves. */
  subscribe(channel: string): Promise<unknown>
  /** Ends that. */
  unsubscribe(channel: string): Promise<unknown>
  /** Calls `listener` at each message. */
  on(event: 'message', listener: (channel: string, message: string) => void): unknown
  /** Ends that. */
  off(event: 'message', listener: (channel: string, message: string) => void): unknown
}

/**
 * Carries messages between nodes through Redis: one client to publish, one to subscribe, as Redis wants it.
 *
 * @param node - names this node; nodes of the same name do not hear each other
 */
export function redisBackplane(
  publisher: RedisLike,
  subscriber: RedisLike,
  node: string,
  channel = 'holdfast',
): Backplane {
  const mark = `${node}\n`
  return {
    publish: (message) => publisher.publish(channel, mark + message),
    async subscribe(listener) {
      const hear = (from: string, message: string) => {
        if (from === channel && !message.startsWith(mark)) listener(message.slice(message.indexOf('\n') + 1))
      }
      subscriber.on('message', hear)
      await subscriber.subscribe(channel)
      return () => {
        subscriber.off('message', hear)
        return subscriber.unsubscribe(channel)
      }
    },
  }
}
