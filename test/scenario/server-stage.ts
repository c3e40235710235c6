// A server with rooms, and clients of ours, over loopback.
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { createClient, defineChannel, type ClientOptions, type RemoteError } from '../../src/index.ts'
import { createServer, type ServerOptions } from '../../src/server/index.ts'

export const channels = {
  '': defineChannel<{ receive: { notice: string } }>(),
  'room:*': defineChannel({
    receive: { message: z.string(), part: z.custom<Uint8Array>() },
    send: { typing: z.string() },
    request: { ask: { params: z.string(), result: z.string() } },
    joined: z.object({ count: z.number() }).optional(),
  }),
}
type User = string | undefined
export type Options = Partial<ServerOptions<typeof channels, User>>

export async function serve(options: Options = {}) {
  const lines: string[] = []
  const logger = { warn: (line: string) => void lines.push(line) }
  const server = createServer<typeof channels, User>({ channels, logger, ...options })
  onTestFinished(() => server.close())
  const port = await server.ready()
  const url = `ws://127.0.0.1:${port}/`
  const connect = (more: ClientOptions = {}) => {
    const quick = { WebSocket, backoff: { first: 20, base: 40, cap: 80 } }
    const client = createClient(url, { ...quick, ...more, channels })
    onTestFinished(() => client.close())
    return client
  }
  return { server, port, url, lines, connect }
}

/** What it rejects with. */
export const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as RemoteError,
  )
