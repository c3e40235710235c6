import type { Channel } from '../channel/channel.ts'
import type { AnyContract } from '../channel/contract.ts'
import { isHoldfastError } from '../errors.ts'
import { report } from '../platform/globals.ts'
import type { SomeChannel } from './view.ts'

// Joins a channel for one part of an application, whoever else uses it.

/** Joins until the returned function is called; the state of the channel tells what comes of it. */
export function join(
  client: { channel(name: string): Channel<AnyContract> },
  channel: SomeChannel,
  params: unknown,
): () => void {
  if (!channel) return () => undefined
  // A handle of our own: to leave it ends nothing of others.
  const own = client.channel(channel.name)
  const leaving = new AbortController()
  const { signal } = leaving
  own.join(params, { timeout: Infinity, signal }).catch((error: unknown) => {
    // Only of a mistake in the call, such as params that do not fit their schema, the state knows nothing.
    const isTold = 'error' in own.state || (isHoldfastError(error) && error.name !== 'ValidationError')
    if (!isTold && !signal.aborted) report(error)
  })
  return () => {
    leaving.abort()
    own.leave()
  }
}
