// Client and server of this package over loopback: what one says, the other hears.
import { WebSocket } from 'ws'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createClient, defineChannel, type ClientOptions, type RemoteError } from '../../src/index.ts'
import { createServer, Refusal, type ServerOptions } from '../../src/server/index.ts'
import { z } from 'zod'

const channels = {
  'room:*': defineChannel({
    receive: { message: z.object({ text: z.string() }) },
    send: { typing: z.object({ who: z.string() }) },
    request: { say: { params: z.object({ text: z.string() }), result: z.object({ id: z.number() }) } },
  }),
}
type Channels = typeof channels

async function stage(options: Partial<ServerOptions<Channels, { name: string } | undefined>> = {}) {
  const warnings: string[] = []
  const logger = { warn: (line: string) => void warnings.push(line) }
  const server = createServer<Channels, { name: string } | undefined>({ channels, logger, ...options })
  const port = await server.ready()
  const typing: string[] = []
  let id = 0
  server.channel('room:*', {
    subscribe(_, { channel }) {
      if (channel === 'room:secret') throw new Refusal('forbidden', 'Members only')
      return { welcome: channel }
    },
    events: { typing: ({ who }) => typing.push(who) },
    requests: {
      say({ text }, { channel }) {
        if (text === 'break') throw new Error('a secret of the server')
        server.publish(channel, 'message', { text })
        return { id: ++id }
      },
    },
  })
  onTestFinished(() => server.close())
  const connect = (more: ClientOptions = {}) => {
    const quick = { WebSocket, backoff: { first: 20, base: 40, cap: 80 }, restartSpread: 20 }
    const client = createClient(`ws://127.0.0.1:${port}/`, { ...quick, ...more, channels })
    onTestFinished(() => client.close())
    return client
  }
  return { server, port, connect, typing, warnings }
}

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as RemoteError,
  )

describe('client and server', () => {
  test('subscribe, say, hear', async () => {
    const { connect, typing } = await stage()
    const [ada, bob] = [connect().channel('room:1'), connect().channel('room:1')]
    const heard = bob.once('message', { timeout: 5_000 })
    expect(await bob.join()).toEqual({ welcome: 'room:1' })
    expect(await ada.request('say', { text: 'hi' })).toEqual({ id: 1 })
    expect(await heard).toEqual({ text: 'hi' })
    ada.send('typing', { who: 'ada' })
    await expect.poll(() => typing).toEqual(['ada'])
  })

  test.for(['at once', 'in its time'])(
    'who subscribes and says something at once hears it, decided %s',
    async (how) => {
      const { server, connect, typing } = await stage()
      let decide = () => undefined as void
      const decision = new Promise<void>((resolve) => (decide = resolve))
      server.channel('room:*', {
        subscribe: () => (how === 'at once' ? undefined : decision),
        events: { typing: ({ who }) => typing.push(who) },
        requests: {
          say: ({ text }) => {
            server.publish('room:1', 'message', { text })
            return { id: 1 }
          },
        },
      })
      const room = connect().channel('room:1')
      const heard: string[] = []
      room.on('message', ({ text }) => heard.push(text))
      room.send('typing', { who: 'ada' })
      const said = ['hi', 'ho'].map((text) => room.request('say', { text }))
      await expect.poll(() => server.links).toBe(1)
      decide()
      await Promise.all(said)
      await expect.poll(() => heard).toEqual(['hi', 'ho'])
      expect(typing).toEqual(['ada'])
    },
  )

  test('what the server refuses, and what it breaks at', async () => {
    const { connect, warnings } = await stage()
    const client = connect()
    expect(await rejection(client.channel('room:secret').join())).toMatchObject({
      code: 'forbidden',
      message: 'Members only',
    })
    const broken = await rejection(client.channel('room:1').request('say', { text: 'break' }))
    expect(broken).toMatchObject({ name: 'RemoteError', code: 'internal' })
    expect(broken?.message).not.toContain('secret')
    expect(warnings).toEqual(['holdfast: a handler failed'])
  })

  test('a kicked client hears so', async () => {
    const { server, connect } = await stage()
    const room = connect().channel('room:1')
    await room.join()
    server.kick('room:1', { code: 'banned' })
    await expect.poll(() => room.state).toMatchObject({ name: 'kicked', code: 'banned' })
  })

  test('credentials are checked before anything else', async () => {
    const { connect } = await stage({
      authenticate: (data) => {
        if (data !== 'token') throw new Refusal('unauthorized')
        return { user: { name: 'ada' } }
      },
    })
    expect(await connect({ authenticate: 'token' }).channel('room:1').join()).toEqual({ welcome: 'room:1' })
    const stranger = connect({ authenticate: 'wrong' })
    await expect.poll(() => stranger.state).toMatchObject({ name: 'closed', cause: { kind: 'auth' } })
    expect(await rejection(connect().channel('room:1').join())).toMatchObject({ code: 'unauthenticated' })
  })

  test('a server that closes lets its clients come back to the next one', async () => {
    const { server, port, connect } = await stage()
    const room = connect().channel('room:1')
    await room.join()
    await server.close({ spread: 10 })
    const next = createServer({ channels, port })
    onTestFinished(() => next.close())
    await next.ready()
    await expect.poll(() => next.links, { timeout: 5_000 }).toBe(1)
    await expect.poll(() => room.state.name).toBe('joined')
  })
})

test('a backplane out of reach is logged, and this node goes on', async () => {
  const backplane = {
    publish: () => Promise.reject(new Error('away')),
    subscribe: () => Promise.resolve(() => undefined),
  }
  const { server, connect, warnings } = await stage({ backplane })
  const room = connect().channel('room:1')
  const heard = room.once('message', { timeout: 5_000 })
  await room.join()
  server.publish('room:1', 'message', { text: 'hi' })
  expect(await heard).toEqual({ text: 'hi' })
  expect(warnings).toEqual(['holdfast: the backplane took no message'])
})

describe('a hostile client', () => {
  async function open(port: number, origin?: string) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, origin === undefined ? {} : { origin })
    onTestFinished(() => socket.terminate())
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    const failed = new Promise<Error>((resolve) => socket.on('error', resolve))
    const heard: unknown[] = []
    socket.on('message', (data) => heard.push(JSON.parse(String(data))))
    await Promise.race([new Promise((resolve) => socket.on('open', resolve)), failed])
    return { socket, closed, failed, heard }
  }

  test('says what is no message, and keeps its link until it is too much', async () => {
    const { port } = await stage({ limits: { malformed: 20 } })
    const { socket, closed, heard } = await open(port)
    const frames = [
      '',
      '{',
      'null',
      '[]',
      '7',
      '{"type":7}',
      '{"type":"request"}',
      '{"type":"subscribe","id":-1,"channel":"a"}',
    ]
    for (const frame of frames) socket.send(frame)
    socket.send(Buffer.from([1, 2, 3]))
    socket.send('{"type":"of a later version"}')
    socket.send('{"type":"request","id":1,"channel":"__proto__","event":"constructor"}')
    socket.send('{"type":"request","id":2,"channel":"room:1","event":"__proto__"}')
    socket.send('{"type":"ping","id":3}')
    await vi.waitFor(() => expect(heard).toContainEqual({ type: 'pong', id: 3 }))
    expect(heard).toContainEqual(expect.objectContaining({ type: 'error', id: 1, code: 'unknown' }))
    expect(heard).toContainEqual(expect.objectContaining({ type: 'error', id: 2, code: 'unknown' }))
    for (let i = 0; i < 20; i++) socket.send('{')
    expect(await closed).toBe(4904)
  })

  test('says too much, or too large things', async () => {
    const { port } = await stage({ limits: { messagesPerSecond: 50, messageBytes: 1_000 } })
    const fast = await open(port)
    for (let i = 0; i < 60; i++) fast.socket.send('{"type":"ping","id":1}')
    expect(await fast.closed).toBe(4906)
    const large = await open(port)
    large.socket.send('x'.repeat(1_001))
    expect(await large.closed).toBe(1009)
  })

  test('subscribes to too much', async () => {
    const { port } = await stage({ limits: { subscriptions: 2 } })
    const { socket, heard } = await open(port)
    for (const id of [1, 2, 3]) socket.send(JSON.stringify({ type: 'subscribe', id, channel: `room:${id}` }))
    await expect.poll(() => heard).toContainEqual(expect.objectContaining({ id: 3, code: 'too-many-subscriptions' }))
  })

  test('comes from a foreign page', async () => {
    const { port, warnings } = await stage()
    expect(String(await (await open(port, 'https://evil.example')).failed)).toContain('403')
    expect(warnings).toEqual(['holdfast: refused a page: the option origins does not let it in'])
    const { heard, socket } = await open(port, `http://127.0.0.1:${port}`)
    socket.send('{"type":"ping","id":1}')
    await expect.poll(() => heard).toHaveLength(1)
  })

  test('never proves who it is', async () => {
    const { port } = await stage({ authenticate: () => ({ user: undefined }), limits: { authenticateTimeout: 50 } })
    expect(await (await open(port)).closed).toBe(4408)
  })
})
