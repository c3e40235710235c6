// All clients of a server: codecs, what is said to many, and its end.
import { pack, unpack } from 'msgpackr'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Codec } from '../../src/index.ts'
import { createServer } from '../../src/server/index.ts'
import { channels, serve } from './server-stage.ts'
import { open } from './stranger.ts'

test('broadcast reaches all but the one who said it, publish to no channel everybody', async () => {
  const { server, connect } = await serve()
  server.channel('room:*', { events: { typing: (who, { broadcast }) => broadcast('message', who) } })
  const clients = [connect(), connect()]
  const heard = clients.map((client) => {
    const texts: string[] = []
    client.channel('room:1').on('message', (text) => texts.push(text))
    client.channel().on('notice', (text) => texts.push(text))
    return texts
  })
  await Promise.all(clients.map((client) => client.channel('room:1').join()))
  clients[0]!.channel('room:1').send('typing', 'ada')
  await vi.waitFor(() => expect(heard).toEqual([[], ['ada']]))
  server.publish('', 'notice', 'lunch')
  await vi.waitFor(() => expect(heard).toEqual([['lunch'], ['ada', 'lunch']]))
})

test('clients of two codecs are in one room', async () => {
  const msgpack: Codec = {
    name: 'msgpack',
    encode: (message) => pack(message),
    decode: (frame) => unpack(new Uint8Array(frame as ArrayBuffer)) as unknown,
  }
  const { server, url, connect } = await serve({ codecs: { msgpack } })
  server.channel('room:*', {})
  const binary = connect({ codec: msgpack, subprotocols: ['msgpack'] })
  const text = connect()
  const heard = [binary, text].map((client) => client.channel('room:1').once('message', { timeout: 5_000 }))
  const part = binary.channel('room:1').once('part', { timeout: 5_000 })
  await Promise.all([binary, text].map((client) => client.channel('room:1').join()))
  server.publish('room:1', 'message', 'hi')
  server.publish('room:1', 'part', new Uint8Array([1, 2, 3]))
  expect(await Promise.all(heard)).toEqual(['hi', 'hi'])
  expect([...(await part)]).toEqual([1, 2, 3])
  expect(String(await (await open(url, {}, ['cbor'])).failed)).toContain('subprotocol')
})

test('a logger, a handler, a left handler and a codec that throw end nothing', async () => {
  const unhandled: unknown[] = []
  const keep = (error: unknown) => void unhandled.push(error)
  process.on('unhandledRejection', keep)
  onTestFinished(() => void process.off('unhandledRejection', keep))
  const reports: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => void reports.push(error))
  onTestFinished(() => void vi.unstubAllGlobals())
  const oops = () => {
    throw new Error('oops')
  }
  const codec: Codec = { name: 'broken', encode: (message) => JSON.stringify(message), decode: oops }
  const { server, url } = await serve({ logger: { warn: oops }, codecs: { broken: codec } })
  server.channel('room:*', { joined: oops, left: () => Promise.reject(new Error('late')), events: { typing: oops } })
  const other = await open(url, {}, ['broken'])
  other.say({ type: 'ping', id: 1 })
  const { ask, say } = await open(url)
  await ask({ type: 'subscribe', id: 1, channel: 'room:1' })
  say({ type: 'event', channel: 'room:1', event: 'typing', data: 'ada' })
  say({ type: 'unsubscribe', channel: 'room:1' })
  expect(await ask({ type: 'ping', id: 2 })).toEqual({ type: 'pong', id: 2 })
  await vi.waitFor(() => expect(server.stats().malformed).toBe(1))
  await vi.waitFor(() => expect(reports.length).toBeGreaterThanOrEqual(4))
  expect(unhandled).toEqual([])
})

test('clients come back to the successor of a server that was closed, within the spread, with their channels', async () => {
  const { server, port, connect } = await serve()
  server.channel('room:*', {})
  const clients = Array.from({ length: 5 }, () => connect())
  await Promise.all(clients.map((client) => client.channel('room:1').join()))
  const [first, second] = [server.close({ spread: 300 }), server.close()]
  await Promise.all([first, second])
  for (const { state } of clients) expect(state).toMatchObject({ name: 'waiting', cause: { code: 4900 } })
  const next = createServer({ channels, port })
  onTestFinished(() => next.close())
  next.channel('room:*', {})
  await next.ready()
  await vi.waitFor(() => expect(next.users('room:1')).toHaveLength(5), { timeout: 5_000 })
})

test('a server that cannot start says so, and can be closed; one that is closed at once does not listen', async () => {
  const { port } = await serve()
  const lines: string[] = []
  const logger = { warn: (line: string) => void lines.push(line) }
  const taken = createServer({ channels, port, logger })
  await expect(taken.ready()).rejects.toThrow('EADDRINUSE')
  await taken.close()
  const deaf = createServer({
    channels,
    logger,
    backplane: { publish: () => undefined, subscribe: () => Promise.reject(new Error('away')) },
  })
  await expect(deaf.ready()).rejects.toThrow('away')
  await deaf.close()
  expect(lines).toEqual(Array(2).fill('holdfast: the server did not start'))
  const hasty = createServer({ channels, logger })
  await hasty.close()
  await expect(hasty.ready()).rejects.toThrow('closed')
})
