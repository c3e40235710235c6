// The server that the README's channels speak to: behind a page of their own, it tells the reader's console a short story.
import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defineChannel } from '../../src/index.ts'
import { createServer, Refusal } from '../../src/server/index.ts'

interface Room {
  receive: { message: { id: string; from: string; text: string } }
  send: { typing: { who: string } }
  request: { say(params: { text: string }): { id: string } }
  params: { token: string }
  joined: { members: string[] }
}
interface Prices {
  receive: { tick: { symbol: string; price: number } }
}

const channels = { 'room:*': defineChannel<Room>(), prices: defineChannel<Prices>() }

export interface Realtime {
  origin: string
  /** What the client did, in the words of this server. */
  heard: string[]
  close(): Promise<void>
}

/** `answer` is what the same origin serves beside the token; `limit` refuses what is said. */
export async function serveRealtime(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
  { limit }: { limit?: number } = {},
): Promise<Realtime> {
  const heard: string[] = []
  const http = createHttpServer((request, response) => {
    if (request.url !== '/token') return void answer(request, response)
    response.end(`token ${heard.push('asked for a token')}`)
  })
  const server = createServer({ channels, server: http, path: '/realtime' })
  let joins = 0
  let wasBroken = false

  server.channel('room:*', {
    subscribe({ token }, { channel }) {
      heard.push(`joined ${channel} with ${token}`)
      joins += 1
      // Once it is back after the break, this is all that it waits for.
      if (joins === 2) setImmediate(() => publish('bye'))
      return { members: ['ada', 'bob'] }
    },
    left: ({ channel }) => void heard.push(`left ${channel}`),
    events: { typing: ({ who }) => void heard.push(`${who} is typing`) },
    requests: {
      say({ text }) {
        if (limit !== undefined) throw new Refusal('full', 'Not so fast', { data: { limit } })
        publish(text)
        return { id: 'm1' }
      },
    },
  })
  server.channel('prices', {
    subscribe(_, client) {
      setImmediate(() => {
        if (wasBroken) return
        wasBroken = true
        for (const price of [1, 2, 3]) client.send('tick', { symbol: 'ABC', price })
        client.send('tick', { symbol: 'XYZ', price: 9 })
        client.close(4000, 'the break')
      })
    },
  })
  const publish = (text: string) => server.publish('room:42', 'message', { id: `m${joins}`, from: 'ada', text })

  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    heard,
    async close() {
      await server.close({ spread: 0 })
      http.closeAllConnections()
      http.close()
    },
  }
}

/** What a reader sees in the console, but for the prices, and the last of these. */
export const story = {
  lines: [
    ['here are', ['ada', 'bob']],
    ['ada', 'hi'],
    ['said as', 'm1'],
    ['here are', ['ada', 'bob']],
    ['ada', 'bye'],
  ],
  prices: { ABC: 3, XYZ: 9 },
  heard: [
    'asked for a token',
    'joined room:42 with token 1',
    'ada is typing',
    'left room:42',
    'asked for a token',
    'joined room:42 with token 5',
    'left room:42',
  ],
}

/** Tells the lines of the prices from the others. */
export function split(lines: unknown[][]): { lines: unknown[][]; prices: Record<string, unknown> } {
  const isPrice = ([symbol]: unknown[]) => symbol === 'ABC' || symbol === 'XYZ'
  return {
    lines: lines.filter((line) => !isPrice(line)),
    prices: Object.fromEntries(lines.filter(isPrice)) as Record<string, unknown>,
  }
}
