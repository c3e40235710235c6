// What a client may not do to a server, and the documented end of each.
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { defineChannel } from '../../src/index.ts'
import { createServer, type ServerOptions } from '../../src/server/index.ts'
import { frameOf, open, openDeaf } from './stranger.ts'

const channels = { 'room:*': defineChannel<{ receive: { message: string }; request: { wait(): string } }>() }
type Options = Partial<ServerOptions<typeof channels, string>>

async function stage(options: Options = {}) {
  const lines: string[] = []
  const logger = { warn: (...line: unknown[]) => void lines.push(line.map(String).join(' ')) }
  const server = createServer<typeof channels, string>({ channels, logger, ...options })
  onTestFinished(() => server.close())
  const port = await server.ready()
  return { server, port, url: `ws://127.0.0.1:${port}/`, lines }
}

test('a message that is too large', async () => {
  const { url } = await stage({ limits: { messageBytes: 100 } })
  const { socket, closed } = await open(url)
  socket.send('x'.repeat(101))
  expect((await closed)[0]).toBe(1009)
})

test('too many messages, and too many pings of the socket', async () => {
  const { server, url } = await stage({ limits: { messagesPerSecond: 20 } })
  const [talker, pinger] = [await open(url), await open(url)]
  for (let id = 1; id <= 30; id++) talker.say({ type: 'ping', id })
  for (let id = 1; id <= 30; id++) pinger.socket.ping()
  expect((await talker.closed)[0]).toBe(4906)
  expect((await pinger.closed)[0]).toBe(4906)
  expect(server.stats().ended).toEqual(new Map([[4906, 2]]))
})

test('too much that is malformed: counted, logged in a few lines, which quote nothing', async () => {
  const { server, url, lines } = await stage({ limits: { malformed: 40 } })
  const { socket, closed } = await open(url)
  for (let i = 0; i < 40; i++) socket.send('{"type":"authenticate","data":secret')
  expect((await closed)[0]).toBe(4904)
  expect(server.stats()).toMatchObject({ malformed: 40, received: 40 })
  expect(lines).toHaveLength(10)
  expect(lines.join()).not.toContain('secret')
})

test('a client that stops reading: what waits for it is bounded, and others hear everything', async () => {
  const { server, port, url } = await stage({ limits: { bufferedBytes: 1_000_000 } })
  const deaf = await openDeaf(port)
  deaf.write(frameOf(1, '{"type":"subscribe","id":1,"channel":"room:1"}'))
  const { heard, ask } = await open(url)
  await ask({ type: 'subscribe', id: 1, channel: 'room:1' })
  await vi.waitFor(() => expect(server.users('room:1')).toHaveLength(2))
  const text = 'x'.repeat(50_000)
  let told = 0
  await vi.waitFor(
    () => {
      server.publish('room:1', 'message', text)
      told++
      expect(server.stats().ended).toEqual(new Map([[4905, 1]]))
    },
    { timeout: 20_000, interval: 1 },
  )
  await vi.waitFor(() => expect(heard).toHaveLength(told + 1), { timeout: 10_000 })
})

test('a client that pings and does not read the answers', async () => {
  const { server, port } = await stage({ limits: { bufferedBytes: 100_000, messagesPerSecond: Infinity } })
  const deaf = await openDeaf(port)
  const pings = Buffer.concat(Array<Buffer>(1_000).fill(frameOf(9, 'x'.repeat(100))))
  await vi.waitFor(
    () => {
      if (deaf.writableLength < 1_000_000) deaf.write(pings)
      expect(server.stats().ended).toEqual(new Map([[4905, 1]]))
    },
    { timeout: 20_000, interval: 1 },
  )
})

test('too many links of one address, by a header of the proxy in front', async () => {
  const address: Options['address'] = ({ headers }) => String(headers['x-real-ip'])
  const { url } = await stage({ address, limits: { linksPerAddress: 1 } })
  const from = (ip: string) => open(url, { headers: { 'x-real-ip': ip } })
  const first = await from('10.0.0.1')
  expect((await (await from('10.0.0.1')).closed)[0]).toBe(4429)
  expect(await (await from('10.0.0.2')).ask({ type: 'ping', id: 1 })).toEqual({ type: 'pong', id: 1 })
  first.socket.close()
  await first.closed
  await vi.waitFor(async () => {
    expect(await (await from('10.0.0.1')).ask({ type: 'ping', id: 1 })).toEqual({ type: 'pong', id: 1 })
  })
})

test('a client that gives no sign of life', async () => {
  const { server, port, url } = await stage({ heartbeat: 50 })
  await openDeaf(port)
  const { socket } = await open(url)
  await vi.waitFor(() => expect(server.stats().ended).toEqual(new Map([[1001, 1]])))
  await vi.waitFor(() => expect(server.links).toBe(1))
  expect(socket.readyState).toBe(1)
})

test('more questions than the application answers', async () => {
  const { server, url } = await stage({ limits: { pending: 2 } })
  let answer: (text: string) => void = () => undefined
  server.channel('room:*', { requests: { wait: () => new Promise<string>((resolve) => (answer = resolve)) } })
  const { ask, say, heard } = await open(url)
  for (const id of [1, 2]) say({ type: 'request', id, channel: 'room:1', event: 'wait' })
  expect(await ask({ type: 'request', id: 3, channel: 'room:1', event: 'wait' })).toMatchObject({
    id: 3,
    code: 'busy',
    retry: true,
  })
  answer('done')
  await vi.waitFor(() => expect(heard.at(-1)).toEqual({ type: 'reply', id: 2, data: 'done' }))
})

test('a name that is too long to keep', async () => {
  const { url } = await stage()
  const { ask } = await open(url)
  const answer = await ask({ type: 'subscribe', id: 1, channel: `room:${'x'.repeat(300)}` })
  expect(answer).toMatchObject({ type: 'error', code: 'unknown' })
  expect(String(answer['message']).length).toBeLessThan(120)
})

test('a foreign page gets 403 and one line; pages that are let in by name come in', async () => {
  const { url, lines } = await stage({ origins: ['https://app.example'] })
  expect(String(await (await open(url, { origin: 'https://evil.example' })).failed)).toContain('403')
  expect(lines).toEqual([expect.stringContaining('"https://evil.example"')])
  const { ask } = await open(url, { origin: 'https://app.example' })
  expect(await ask({ type: 'ping', id: 1 })).toEqual({ type: 'pong', id: 1 })
})

test.each<[string, Options]>([
  ['a text, of which a part would do', { origins: 'https://app.example' as 'any' }],
  ['an origin with a path', { origins: ['https://app.example/'] }],
  ['a heartbeat without a pause', { heartbeat: 0 }],
  ['a limit of nothing', { limits: { messagesPerSecond: 0 } }],
])('a wrong option throws: %s', (_, options) => {
  expect(() => createServer<typeof channels, string>({ channels, ...options })).toThrow(/^Option /)
})

test('other paths of a shared HTTP server are for others', async () => {
  const http: HttpServer = createHttpServer()
  onTestFinished(() => void http.close())
  const [a, b] = ['/a', '/b'].map((path) => createServer({ channels, server: http, path }))
  onTestFinished(async () => {
    await a!.close()
    await b!.close()
  })
  http.listen(0, '127.0.0.1')
  const port = await a!.ready()
  const url = (path: string) => `ws://127.0.0.1:${port}${path}`
  for (const path of ['/a', '/b?x']) {
    expect(await (await open(url(path))).ask({ type: 'ping', id: 1 })).toEqual({ type: 'pong', id: 1 })
  }
  expect([a!.links, b!.links]).toEqual([1, 1])
  await b!.close()
  expect(String(await (await open(url('/b'))).failed)).toContain('404')
})
