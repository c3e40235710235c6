// What the test server does beyond what a chat needs of it.
import { pack, unpack } from 'msgpackr'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { createClient, defineChannel, ValidationError } from '../../../src/index.ts'
import type { Codec } from '../../../src/index.ts'
import { createTestServer } from '../../../src/testing/index.ts'
import { stageReports } from '../../fake/stage.ts'
import { live, serve, url } from './stage.ts'

describe('links', () => {
  test('of several clients are told apart, and the server speaks to all', async () => {
    const { server, client } = live()
    const other = createClient('ws://server.test/?other', { ...server.options, subprotocols: ['v2', 'v1'] })
    for (const each of [client, other]) each.channel('prices').on('tick', () => undefined)
    await server.opened()
    expect(server.links.map((link) => [link.url, link.protocols])).toEqual([
      [url, []],
      ['ws://server.test/?other', ['v2', 'v1']],
    ])
    expect(other.state).toMatchObject({ name: 'open', protocol: 'v2' })
    expect(server.received).toHaveLength(2)
    expect(server.links[1]?.received).toHaveLength(1)
    expect(server.publish('prices', 'tick', 1)).toBe(2)
    server.links[0]?.drop()
    expect(server.publish('prices', 'tick', 2)).toBe(1)
  })

  test('end with the code and reason of the server', async () => {
    const { server, client } = live()
    await server.opened()
    server.close(4403, 'Forbidden')
    expect(client.state).toMatchObject({ name: 'closed', cause: { code: 4403, reason: 'Forbidden' } })
  })

  test('live as long as nothing happens to them, with answers to pings', async () => {
    const { server, client } = live()
    const link = await server.opened()
    await server.advance(600_000)
    expect(server.links).toEqual([link])
    expect(client.stats().latency.last).toBe(0)
    expect(server.frames).not.toEqual([])
    expect(server.received).toEqual([])
  })

  test('end as the client asks', async () => {
    const { server, client } = live()
    await server.opened()
    client.close()
    await server.advance()
    expect(client.state.name).toBe('closed')
    expect(server.links).toEqual([])
  })

  test('a mute server takes no dial, and hears later what was said before', async () => {
    const { server, client } = live({ heartbeat: false })
    await server.opened()
    server.mute()
    client.channel('room').send('typing')
    expect(server.received).toEqual([])
    client.reconnect()
    await server.advance(9_999)
    expect(client.state).toMatchObject({ name: 'connecting' })
    await server.advance(1)
    expect(client.state).toMatchObject({ name: 'waiting', cause: { kind: 'timeout' } })
    server.unmute()
    expect(server.received).toMatchObject([{ event: 'typing' }])
    await server.opened()
    expect(client.state.name).toBe('open')
  })

  test('that nobody dials are not waited for', async () => {
    const { server } = live({ logger: {} })
    server.refuse(Infinity)
    await expect(server.opened()).rejects.toThrow('No link was opened')
  })
})

describe('answers', () => {
  test('credentials are good, unless the test says no', async () => {
    const { server, client } = live({ authenticate: () => ({ token: 't' }) })
    await server.opened()
    expect(client.state.name).toBe('open')
    expect(server.received).toEqual([{ type: 'authenticate', id: 1, data: { token: 't' } }])

    server.onAuthenticate(() => {
      throw Object.assign(new Error('Signed out'), { code: 'signed-out' })
    })
    server.drop()
    await server.advance(1_000)
    expect(client.state).toMatchObject({ name: 'closed', cause: { kind: 'auth', error: { name: 'Unauthorized' } } })
  })

  test('a no that may change is asked for again', async () => {
    const { server, client } = live()
    server.onSubscribe('room', () => {
      throw Object.assign(new Error('Full'), { code: 'full', retry: true })
    })
    client.channel('room').on('message', () => undefined)
    await server.opened()
    expect(client.channel('room').state).toMatchObject({ name: 'refused', error: { code: 'full' }, retrying: true })
    server.onSubscribe('room', () => undefined)
    await server.advance(15_000)
    expect(client.channel('room').state.name).toBe('joined')
  })

  test('a request without one fails and says why', async () => {
    const { server, client } = live()
    await server.opened()
    await expect(client.channel('room').request('say')).rejects.toMatchObject({
      code: 'no-answer',
      message: 'The test server has no onRequest() for it',
    })
  })

  test('the one for the very name goes before those with a star, and the longer before the shorter', async () => {
    const { server, client } = live()
    for (const name of ['*', 'room:*', 'room:4*', 'room:42']) server.onRequest(name, 'who', () => name)
    const ask = (name: string) => client.channel(name).request('who')
    const asked = ['', 'room:1', 'room:41', 'room:42'].map(ask)
    await server.opened()
    expect(await Promise.all(asked)).toEqual(['*', 'room:*', 'room:4*', 'room:42'])
  })

  test('the one for messages of no channel is not one for every channel', async () => {
    const { server, client } = live()
    server.onRequest('', 'who', () => 'nobody')
    await server.opened()
    await expect(client.channel('room').request('who')).rejects.toMatchObject({ code: 'no-answer' })
    expect(await client.channel().request('who')).toBe('nobody')
  })

  test('a mistake in one is told, and is no answer', async () => {
    const reports = stageReports()
    const { server, client } = live()
    const mistake = new TypeError('members is not defined')
    server.onSubscribe('room', () => {
      throw mistake
    })
    const joined = client.channel('room').join()
    void joined.catch(() => undefined)
    await server.opened()
    await expect(joined).rejects.toMatchObject({ code: 'internal' })
    expect(reports).toHaveBeenCalledExactlyOnceWith(mistake)
  })

  test('a channel that was left meanwhile gets no events', async () => {
    const { server, client } = live({ linger: 0 })
    let answer = () => {}
    server.onSubscribe('room', () => new Promise<void>((resolve) => (answer = resolve)))
    const off = client.channel('room').on('message', () => undefined)
    await server.opened()
    off()
    await server.advance(1)
    answer()
    await server.advance()
    expect(server.received.map(({ type }) => type)).toEqual(['subscribe', 'unsubscribe'])
    expect(server.publish('room', 'message', 'hi')).toBe(0)
  })
})

test('publish takes only what fits the definition', async () => {
  const channels = { 'room:*': defineChannel({ receive: { message: z.object({ text: z.string() }) } }) }
  const server = createTestServer({ channels })
  onTestFinished(() => server.end())
  const client = createClient(url, { ...server.options, channels })
  const texts: string[] = []
  client.channel('room:1').on('message', ({ text }) => texts.push(text))
  await server.opened()
  server.publish('room:1', 'message', { text: 'hi' })
  expect(texts).toEqual(['hi'])
  expect(() => server.publish('room:1', 'message', { text: 1 } as never)).toThrow(ValidationError)
})

test('a codec of the user is spoken in both directions', async () => {
  const codec: Codec = {
    name: 'msgpack',
    encode: (message) => pack(message),
    decode: (frame) => unpack(new Uint8Array(frame as ArrayBuffer)) as unknown,
  }
  const { server, client } = live({ codec }, serve({ codec }))
  const got: unknown[] = []
  client.channel('files').on('part', (part) => got.push(part))
  await server.opened()
  server.publish('files', 'part', { bytes: new Uint8Array([1, 2]) })
  expect(got).toEqual([{ bytes: new Uint8Array([1, 2]) }])
})
