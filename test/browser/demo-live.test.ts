// The demo's live link gets what no page of its own would send, and goes on for everyone else.
import { once } from 'node:events'
import { beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { ask, enter, hearsSample, order, record, rudely, stillStreams, type Message } from './demo/guest.ts'
import { DemoServer } from './demo/server.ts'

let server: DemoServer
beforeAll(async () => {
  server = await DemoServer.start({ isQuiet: true })
  return () => server.stop()
})

describe('the live link', () => {
  test.each([
    ['of another path', 'lives', {}, 404],
    ['from another origin', 'live', { origin: 'http://example.com' }, 403],
    ['from no origin in particular', 'live', { origin: 'null' }, 403],
  ] satisfies [string, string, ClientOptions, number][])('is refused to one %s', async (_, path, options, status) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, options)
    expect(String(await once(socket, 'error'))).toContain(String(status))
    await stillStreams(server)
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
    const guest = await enter(server)
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
    const guest = await enter(server)
    expect(await ask(guest, type, fields)).toMatchObject({ type: 'error', code })
    await stillStreams(server)
  })

  test('hears a line once that it said twice', async () => {
    const guest = await enter(server)
    await ask(guest, 'subscribe', join('Guest'))
    const heard = record(guest)
    const line = say({ id: 'twice', text: 'once' })
    const [first, second] = [await ask(guest, 'request', line), await ask(guest, 'request', line)]
    expect(second).toMatchObject({ type: 'reply', data: { id: 'twice', from: 'Guest', text: 'once' } })
    expect(second['data']).toEqual(first['data'])
    expect(heard.filter(({ type, event }) => type === 'event' && event === 'said')).toHaveLength(1)
  })

  test('is closed when it gets more than any message holds, and others do not notice', async () => {
    const guest = await enter(server)
    const other = await enter(server)
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
      server,
      'GET /live?tab=rude HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      Buffer.from(frame),
    )
    expect(socket.toString('latin1')).toContain('101 Switching Protocols')
    await stillStreams(server)
  })

  test.each([
    ['no HTTP at all', '\0\x01\x02\r\n\r\n'],
    ['an upgrade to something else', 'GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
    ['an upgrade without a key', 'GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['a path that is none', 'GET //[ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ])('survives %s', async (_, request) => {
    expect((await rudely(server, request)).toString()).not.toContain('101 Switching')
    await stillStreams(server)
  })
})

test('a slow link carries a flood, in order', async () => {
  const guest = await enter(server, 'slow')
  await order(server, 'slow', JSON.stringify({ tab: 'slow', delay: 100 }))
  const heard = record(guest)
  await ask(guest, 'subscribe', { channel: 'items' })
  for (let n = 1; n <= 50_000; n += 1) guest.send(event('items', 'item', { batch: 'flood', n }))
  const whole = { batch: 'flood', received: 50_000, missing: 0, repeated: 0 }
  await expect.poll(() => heard.at(-1)?.['data'], { timeout: 20_000 }).toEqual(whole)
})

function event(channel: string, event: string, data: unknown): string {
  return JSON.stringify({ type: 'event', channel, event, data })
}

function join(name: string): Message {
  return { channel: 'room:lobby', data: { name } }
}

function say(data: Message): Message {
  return { channel: 'room:lobby', event: 'say', data }
}
