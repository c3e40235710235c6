// Whatever clients say to a real server over loopback: it breaks nothing, and concerns nobody else.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createClient, defineChannel } from '../../src/index.ts'
import { createServer, Refusal, type Server } from '../../src/server/index.ts'
import { z } from 'zod'
import { verbosely } from './run.ts'

const channels = {
  'room:*': defineChannel({
    receive: { message: z.string() },
    send: { typing: z.object({ who: z.string() }) },
    request: { echo: { params: z.unknown(), result: z.unknown() } },
  }),
  loose: defineChannel<{ request: { echo(value: unknown): unknown } }>(),
}

const unhandled: unknown[] = []
const keep = (error: unknown) => void unhandled.push(error)
const lines: unknown[][] = []
let server: Server<object, string>
let url: string

beforeAll(async () => {
  process.on('unhandledRejection', keep)
  process.on('uncaughtException', keep)
  const made = createServer<typeof channels, string>({
    channels,
    authenticate(data) {
      if (data === 'refuse me') throw new Refusal('unauthorized', 'No', { data })
      return { user: typeof data }
    },
    limits: { messageBytes: 12_000_000, messagesPerSecond: Infinity, malformed: Infinity, subscriptions: 5 },
    logger: { warn: (...line) => void lines.push(line) },
  })
  made.channel('room:*', {
    subscribe: (data) => data,
    events: { typing: ({ who }, { channel }) => made.publish(channel, 'message', who) },
    requests: { echo: (value) => Promise.resolve(value) },
  })
  made.channel('loose', { requests: { echo: (value) => value } })
  server = made
  url = `ws://127.0.0.1:${await made.ready()}/`
})

afterAll(async () => {
  await server.close()
  process.off('unhandledRejection', keep)
  process.off('uncaughtException', keep)
})

const names = ['room:1', 'room:', 'loose', '', '__proto__', 'constructor', 'room:__proto__', 'room:*', 'nowhere']
const id = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.constantFrom<unknown>(0, -1, 0.5, '1', null, 2 ** 60, {}, []))
const channel = fc.oneof(fc.constantFrom<unknown>(...names), fc.constantFrom<unknown>(7, null, undefined, {}, []))
const event = fc.constantFrom<unknown>('typing', 'echo', '__proto__', 'constructor', 'toString', 7, null, {})
const data = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>('refuse me', { who: 'ada' }, JSON.parse('{"__proto__":{"polluted":1}}')),
)
const type = fc.constantFrom<unknown>(
  ...['authenticate', 'subscribe', 'unsubscribe', 'event', 'request', 'ping', 'pong', 'reply', 'hello'],
  ...['__proto__', 'constructor', 5, null],
)
const operation = fc.record({ type, id, channel, event, data }, { requiredKeys: [] })
const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
const frame: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { weight: 6, arbitrary: operation.map((it) => JSON.stringify(it)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      deep,
      `{"type":"request","id":1,"channel":"loose","event":"echo","data":${deep}}`,
      `{"type":"authenticate","id":1,"data":${deep}}`,
      '{"__proto__":{"type":"ping","id":1}}',
      '{"type":"ping","id":1,"id":"1"}',
      `{"type":"subscribe","id":1,"channel":"room:${'x'.repeat(10_000)}"}`,
    ),
  },
)

async function open() {
  const socket = new WebSocket(url)
  const heard: string[] = []
  socket.on('message', (text: Buffer) => void heard.push(text.toString('utf8')))
  await new Promise((resolve) => socket.once('open', resolve))
  return { socket, heard }
}

/** Resolves when the server has answered all that was said before. */
async function settled({ socket, heard }: Awaited<ReturnType<typeof open>>, ping: number) {
  socket.send(JSON.stringify({ type: 'ping', id: ping }))
  await vi.waitFor(() => expect(heard).toContain(JSON.stringify({ type: 'pong', id: ping })), { timeout: 10_000 })
}

describe('whatever clients say', () => {
  test('nothing throws, their links stay up, all is counted, logs are short, and others hear theirs', async () => {
    const bystander = createClient(url, { WebSocket, channels, authenticate: 'ada' })
    const mine = bystander.channel('room:mine')
    await mine.join()
    let echoes = 0
    const property = fc.asyncProperty(fc.array(frame, { maxLength: 40 }), fc.boolean(), async (frames, isKnown) => {
      const link = await open()
      const before = server.stats()
      if (isKnown) link.socket.send('{"type":"authenticate","id":999,"data":"bob"}')
      for (const each of frames) link.socket.send(each)
      await settled(link, 1_000_000)
      expect(link.socket.readyState).toBe(WebSocket.OPEN)
      expect(server.stats().received - before.received).toBe(frames.length + (isKnown ? 2 : 1))
      expect(await mine.request('echo', ++echoes)).toBe(echoes)
      link.socket.terminate()
    })
    await fc.assert(property, { ...verbosely, numRuns: 150 })
    expect(({} as { polluted?: 1 }).polluted).toBeUndefined()
    expect(server.stats()).toMatchObject({ ended: new Map() })
    expect([server.stats().malformed, server.stats().unknown, server.stats().refused].every((count) => count > 0)).toBe(
      true,
    )
    expect(lines.length).toBeLessThan(60)
    expect(bystander.stats().opens).toBe(1)
    bystander.close()
    await vi.waitFor(() => expect(server.stats()).toMatchObject({ links: 0, subscriptions: 0 }))
    expect(unhandled).toEqual([])
  })

  test('10 MB of JSON, good and bad, and a flood', async () => {
    const link = await open()
    const large = 'x'.repeat(10_000_000)
    link.socket.send(JSON.stringify({ type: 'request', id: 1, channel: 'loose', event: 'echo', data: large }))
    link.socket.send(`{"type":"request","data":"${large}`)
    link.socket.send(Buffer.from(large))
    for (let i = 0; i < 20_000; i++) link.socket.send('{')
    await settled(link, 2)
    link.socket.send('{"type":"authenticate","id":3,"data":"bob"}')
    link.socket.send(JSON.stringify({ type: 'request', id: 4, channel: 'loose', event: 'echo', data: [large] }))
    await settled(link, 5)
    expect(link.heard.filter((text) => text.includes('"reply"')).length).toBeGreaterThanOrEqual(1)
    expect(lines.flat().join().length).toBeLessThan(100_000)
    expect(link.socket.readyState).toBe(WebSocket.OPEN)
    link.socket.terminate()
    expect(unhandled).toEqual([])
  })
})
