/** The page's one client: where it connects to, and how. */
import { createClient, type ClientOptions } from 'holdfast'
import { channels } from '../shared/channels.ts'

/** Lets the server tell this page's links from those of others, so that a fault can hit them alone. */
export const tab = Math.random().toString(36).slice(2)

export const url = `/live?tab=${tab}`

export const options = {
  channels,
  // A server that plays dead shall be noticed while one watches.
  heartbeat: { interval: 2_000, timeout: 2_000 },
  outbox: { maxMessages: 250_000, maxBytes: 64 * 1024 * 1024 },
} satisfies ClientOptions

export function connect(more: Pick<ClientOptions, 'onIncoming'> = {}) {
  return createClient(url, { ...options, ...more })
}

export type DemoClient = ReturnType<typeof connect>
