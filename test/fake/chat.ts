// What the bindings' tests talk about, on a server without a network.
import { onTestFinished } from 'vitest'
import { createClient, type ClientOptions } from '../../src/index.ts'
import { createTestServer } from '../../src/testing/index.ts'

export interface Room {
  receive: { message: { id: number; text: string }; typing: { who: string } }
  send: { typing: { who: string } }
  request: { find(params: { text: string }): string[]; count(): number }
  params: { token: string } | undefined
  joined: { members: string[] }
}

export interface Channels {
  [name: `room:${string}`]: Room
  prices: { receive: { tick: number } }
}

export function serve() {
  const server = createTestServer<Channels>()
  onTestFinished(() => server.end())
  server.onSubscribe('room:*', (params) => ({ members: params ? [params.token] : [] }))
  server.onRequest('room:*', 'find', ({ text }) => [text])
  /** The subscriptions and their ends that the server heard of, such as `subscribe room:1`. */
  const heard = () =>
    server.received.flatMap((each) =>
      each.type === 'subscribe' || each.type === 'unsubscribe' ? [`${each.type} ${each.channel}`] : [],
    )
  const connect = (options: ClientOptions = {}) =>
    createClient<Channels>('ws://chat.test/', { ...server.options, ...options })
  return { server, heard, connect }
}

export function messages(count: number, from = 0): { id: number; text: string }[] {
  return Array.from({ length: count }, (_, index) => ({ id: from + index, text: `m${from + index}` }))
}
