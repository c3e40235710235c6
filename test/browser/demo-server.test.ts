// The demo's server gets what no page of its own would send, and goes on for everyone else.
import { once } from 'node:events'
import { connect } from 'node:net'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, type ClientOptions, type RawData } from 'ws'
import { DemoServer } from './demo/server.ts'

let server: DemoServer
beforeAll(async () => {
  server = await DemoServer.start({ isQuiet: true })
  return () => server.stop()
})

describe('the control API says what is wrong with', () => {
  const tab = 'some'
  test.each([
    ['no body', ''],
    ['no JSON', '{"tab":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"kill"'],
    ['no tab', '{}'],
    ['an empty tab', '{"tab":""}'],
    ['a tab that is a number', '{"tab":1}'],
    ['a tab without end', JSON.stringify({ tab: 'x'.repeat(65) })],
    ['a negative time', JSON.stringify({ tab, seconds: -1 })],
    ['a time of years', JSON.stringify({ tab, seconds: 1e9 })],
    ['a time in words', JSON.stringify({ tab, seconds: 'ten' })],
    ['no time', JSON.stringify({ tab, seconds: null })],
    ['a delay that is a list', JSON.stringify({ tab, delay: [400] })],
    ['a code that must not be sent', JSON.stringify({ tab, code: 1006 })],
    ['a code out of range', JSON.stringify({ tab, code: 65_536 })],
    ['half a code', JSON.stringify({ tab, code: 4000.5 })],
    ['a body longer than any order', JSON.stringify({ tab, rest: 'x'.repeat(100_000) })],
  ])('%s', async (_, body) => {
    const response = await order('close', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: expect.stringMatching(/\.$/) as string })
    await stillStreams()
  })

  test.each(['nonsense', 'KILL', '__proto__', 'constructor', '', 'kill/', '%2e%2e/kill', 'kill?everyone=true'])(
    'the fault "%s"',
    async (name) => {
      expect((await order(name)).status).toBe(404)
    },
  )

  test('another method than POST', async () => {
    expect((await fetch(`${server.url}control/kill`)).status).toBe(405)
  })

  test.each(['http://example.com', 'null', 'nonsense'])('a page from %s', async (origin) => {
    const guest = await enter()
    const response = await order('kill', JSON.stringify({ tab: 'guest', everyone: true }), { origin })
    expect(response.status).toBe(403)
    await hearsSample(guest)
  })
})

test('an order whose sender goes away in the middle ends nobody', async () => {
  await rudely('POST /control/kill HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{"tab":')
  await stillStreams()
})

describe('the live link', () => {
  test.each([
    ['of another path', 'lives', {}, 400],
    ['from another origin', 'live', { origin: 'http://example.com' }, 401],
    ['from no origin in particular', 'live', { origin: 'null' }, 401],
  ] satisfies [string, string, ClientOptions, number][])('is refused to one %s', async (_, path, options, status) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, options)
    expect(String(await once(socket, 'error'))).toContain(String(status))
    await stillStreams()
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '{"type":"event"'],
    ['a number', '1'],
    ['null', 'null'],
    ['a list', '[{"type":"event"}]'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"shutdown"}'],
    ['a type that every object has', '{"type":"constructor"}'],
    ['an event of no channel', '{"type":"event","event":"said","data":{}}'],
    ['an event that every object has', event('room:lobby', 'constructor', {})],
    ['an event in a room where it is not', event('room:garden', 'typing', {})],
    ['an event in a room that does not exist', event('room:__proto__', 'typing', {})],
    ['an item without a number', event('items', 'item', { batch: 'b', n: 'one' })],
    ['an item with half a number', event('items', 'item', { batch: 'b', n: 1.5 })],
    ['a pointer beside the board', event('board', 'cursor', { x: 2, y: 0 })],
    ['a pointer that is nowhere', event('board', 'cursor', { x: null })],
    ['a list in a list in a list', '['.repeat(5_000)],
    ['bytes', Buffer.from([0, 255, 1])],
  ])('stays up and silent when it gets %s', async (_, data) => {
    const guest = await enter()
    await ask(guest, 'subscribe', { channel: 'room:lobby', data: { name: 'Guest' } })
    const heard = record(guest)
    guest.send(data)
    expect(await ask(guest, 'ping')).toMatchObject({ type: 'pong' })
    expect(heard.filter(({ type }) => type !== 'pong')).toEqual([])
  })

  test.each([
    ['a room that does not exist', 'subscribe', { channel: 'room:cellar', data: { name: 'x' } }, 'no-such-room'],
    ['a room named as the pattern', 'subscribe', { channel: 'room:*', data: { name: 'x' } }, 'no-such-room'],
    ['a channel that every object has', 'subscribe', { channel: 'constructor' }, 'unknown'],
    ['a room without a name', 'subscribe', { channel: 'room:lobby' }, 'validation'],
    ['a room with a name without end', 'subscribe', join('x'.repeat(41)), 'validation'],
    ['a room with a name of blanks', 'subscribe', join('   '), 'validation'],
    ['a stream without end', 'subscribe', { channel: 'stream', data: { perSecond: 1e9 } }, 'validation'],
    ['a stream that runs backwards', 'subscribe', { channel: 'stream', data: { perSecond: -1 } }, 'validation'],
    ['an unknown question', 'request', { channel: 'room:lobby', event: 'toString' }, 'unknown'],
    ['a word in a room where it is not', 'request', say({ id: '1', text: 'x' }), 'not-here'],
    ['a line without an id', 'request', say({ text: 'x' }), 'validation'],
    ['a line of blanks', 'request', say({ id: '2', text: '   ' }), 'validation'],
    ['a line without end', 'request', say({ id: '3', text: 'x'.repeat(501) }), 'validation'],
  ])('is told no when it asks for %s', async (_, type, fields, code) => {
    const guest = await enter()
    expect(await ask(guest, type, fields)).toMatchObject({ type: 'error', code })
    await stillStreams()
  })

  test('hears a line once that it said twice', async () => {
    const guest = await enter()
    await ask(guest, 'subscribe', join('Guest'))
    const heard = record(guest)
    const line = say({ id: 'twice', text: 'once' })
    const [first, second] = [await ask(guest, 'request', line), await ask(guest, 'request', line)]
    expect(second).toMatchObject({ type: 'reply', data: { id: 'twice', from: 'Guest', text: 'once' } })
    expect(second['data']).toEqual(first['data'])
    expect(heard.filter(({ type, event }) => type === 'event' && event === 'said')).toHaveLength(1)
  })

  test('is closed when it gets more than any message holds, and others do not notice', async () => {
    const guest = await enter()
    const other = await enter()
    guest.send('x'.repeat(1_000_000))
    expect(await once(guest, 'close')).toEqual([1009, expect.anything()])
    await hearsSample(other)
  })

  test.each([
    ['text that is no UTF-8', [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]],
    ['a frame without a mask', [0x81, 0x01, 0x41]],
    ['a frame of an unknown kind', [0x83, 0x80, 0, 0, 0, 0]],
    ['a close with half a code', [0x88, 0x81, 0, 0, 0, 0, 3]],
    ['a frame of 2^62 bytes', [0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('survives %s', async (_, frame) => {
    const socket = await rudely(
      'GET /live?tab=rude HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      Buffer.from(frame),
    )
    expect(socket.toString('latin1')).toContain('101 Switching Protocols')
    await stillStreams()
  })

  test.each([
    ['no HTTP at all', '\0\x01\x02\r\n\r\n'],
    ['an upgrade to something else', 'GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
    ['an upgrade without a key', 'GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['a path that is none', 'GET //[ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ])('survives %s', async (_, request) => {
    expect((await rudely(request)).toString()).not.toContain('101 Switching')
    await stillStreams()
  })
})

test.each(['/../package.json', '/style/../../server.mjs', '/style/%2e%2e/main.ts', '//', '/%'])(
  'the path %s holds nothing',
  async (path) => {
    const answer = (await rudely(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toString()
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    await stillStreams()
  },
)

function order(fault: string, body = '{"tab":"guest"}', headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}control/${fault}`, { method: 'POST', body, headers })
}

type Message = Record<string, unknown>

function event(channel: string, event: string, data: unknown): string {
  return JSON.stringify({ type: 'event', channel, event, data })
}

function join(name: string): Message {
  return { channel: 'room:lobby', data: { name } }
}

function say(data: Message): Message {
  return { channel: 'room:lobby', event: 'say', data }
}

let lastId = 0

/** Resolves with the answer. */
async function ask(socket: WebSocket, type: string, fields: Message = {}): Promise<Message> {
  const id = ++lastId
  const heard = record(socket)
  const isAnswer = (message: Message) => message['id'] === id
  socket.send(JSON.stringify({ type, id, ...fields }))
  await expect.poll(() => heard.some(isAnswer)).toBe(true)
  return heard.find(isAnswer)!
}

async function enter(): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}live?tab=guest`)
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  return socket
}

function record(socket: WebSocket): Message[] {
  const heard: Message[] = []
  socket.on('message', (data: RawData) => heard.push(JSON.parse(String(data)) as Message))
  return heard
}

async function hearsSample(socket: WebSocket): Promise<void> {
  const heard = record(socket)
  await ask(socket, 'subscribe', { channel: 'machine' })
  await expect.poll(() => heard.some(({ event }) => event === 'sample')).toBe(true)
}

async function stillStreams(): Promise<void> {
  await hearsSample(await enter())
  expect(server.isRunning).toBe(true)
}

/** Says something over plain TCP and, once that is answered, something more; then goes away. Resolves to what it heard. */
async function rudely(request: string, more?: Buffer): Promise<Buffer> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const heard: Buffer[] = []
  socket.on('data', (data) => heard.push(data))
  socket.write(request)
  if (more) {
    await once(socket, 'data')
    socket.write(more)
  }
  const ended = once(socket, 'close')
  socket.setTimeout(300, () => socket.destroy())
  socket.on('error', () => undefined)
  await ended
  return Buffer.concat(heard)
}
