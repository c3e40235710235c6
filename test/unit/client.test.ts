import { describe, expect, test, vi } from 'vitest'
import { createClient, ReconnectingWebSocket } from '../../src/index.ts'
import { ClientStage, stageReports } from '../fake/stage.ts'

async function up(...args: ConstructorParameters<typeof ClientStage>): Promise<ClientStage> {
  const stage = new ClientStage(...args)
  await stage.open()
  return stage
}

describe('createClient', () => {
  test('dials at once', async () => {
    const stage = new ClientStage()
    expect(stage.client.state.name).toBe('connecting')
    await stage.clock.advance(0)
    expect(stage.network.sockets).toHaveLength(1)
  })

  test('lazy: dials at the first send() or ready()', async () => {
    for (const use of ['send', 'ready'] as const) {
      const stage = new ClientStage({ connect: 'lazy' })
      await stage.clock.advance(60_000)
      expect(stage.client.state).toEqual({ name: 'idle' })
      expect(stage.network.sockets).toEqual([])
      if (use === 'send') expect(stage.client.send('a')).toBe('queued')
      else void stage.client.ready()
      await stage.open()
      expect(stage.client.state.name).toBe('open')
      expect(stage.network.sockets).toHaveLength(1)
    }
  })

  test('takes binary messages as ArrayBuffer', async () => {
    const stage = await up()
    expect(stage.socket.binaryType).toBe('arraybuffer')
  })
})

describe('on', () => {
  test('calls the listener at each event until it is unsubscribed', async () => {
    const { client, socket } = await up()
    const told: unknown[] = []
    const off = client.on('message', (data) => void told.push(data))
    socket.receive('a')
    off()
    off()
    socket.receive('b')
    expect(told).toEqual(['a'])
  })

  test('calls a listener for each time that it was added', async () => {
    const { client, socket } = await up()
    const listener = vi.fn()
    const off = client.on('message', listener)
    client.on('message', listener)
    socket.receive('a')
    off()
    socket.receive('b')
    expect(listener).toHaveBeenCalledTimes(3)
  })

  test('does not call a listener that another one unsubscribed', async () => {
    const { client, socket } = await up()
    const second = vi.fn()
    const offs: (() => void)[] = []
    client.on('message', () => offs.forEach((off) => off()))
    offs.push(client.on('message', second))
    socket.receive('a')
    expect(second).not.toHaveBeenCalled()
  })

  test('reports what a listener throws or rejects with, and calls the others', async () => {
    const reports = stageReports()
    const { client, socket, clock } = await up()
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')]
    const rejecting: () => unknown = () => Promise.reject(rejected)
    const last = vi.fn()
    client.on('message', () => {
      throw thrown
    })
    client.on('message', rejecting)
    client.on('message', last)
    socket.receive('a')
    await clock.advance(0)
    expect(last).toHaveBeenCalledOnce()
    expect(reports.mock.calls).toEqual([[thrown], [rejected]])
    socket.end()
    await clock.advance(1_000)
    expect(client.state.name).toBe('connecting')
  })
})

describe('message', () => {
  test('tells text and binary as they came', async () => {
    const { socket, messages } = await up()
    const buffer = new ArrayBuffer(2)
    for (const data of ['', 'a', buffer]) socket.receive(data)
    expect(messages).toEqual(['', 'a', buffer])
  })

  test('is refused beyond maxMessageBytes: told as invalid, counted, and the link stays', async () => {
    const { client, socket, messages } = await up({ maxMessageBytes: 4 })
    const invalid = vi.fn()
    client.on('invalid', invalid)
    const large = new ArrayBuffer(5)
    for (const data of ['1234', 'üüü', large]) socket.receive(data)
    expect(messages).toEqual(['1234'])
    expect(invalid.mock.calls).toEqual([[{ reason: 'too-large', data: 'üüü' }], [{ reason: 'too-large', data: large }]])
    expect(client.stats().invalid).toBe(2)
    expect(client.state.name).toBe('open')
  })

  test('is not told any more once the client closes', async () => {
    const { client, socket, messages } = await up()
    client.close()
    socket.receive('late')
    expect(messages).toEqual([])
  })
})

describe('send', () => {
  test.for([undefined, null, 7, 7n, true, Symbol('x'), {}, [], () => 0, new Date(0)])(
    'throws TypeError for what is no message, before it is queued: %s',
    (data) => {
      const { client } = new ClientStage()
      expect(() => client.send(data as string)).toThrow(TypeError)
      expect(client.stats().queued.messages).toBe(0)
    },
  )

  test('throws ClosedError after close()', async () => {
    const { client, socket } = await up()
    client.close()
    expect(() => client.send('a')).toThrow(expect.objectContaining({ code: 'closed' }))
    socket.confirm()
    expect(() => client.send('a')).toThrow(expect.objectContaining({ name: 'ClosedError', retryable: false }))
  })

  test.for([-1, NaN, 'soon'])('throws for the ttl %s', (ttl) => {
    const { client } = new ClientStage()
    expect(() => client.send('a', { ttl: ttl as number })).toThrow(/ttl/)
    expect(client.stats().queued.messages).toBe(0)
  })
})

describe('stats', () => {
  test('begin at nothing', () => {
    const { client } = new ClientStage({ connect: 'lazy' })
    const nothing = { messages: 0, bytes: 0 }
    const latency = { last: undefined, mean: undefined, worst: undefined }
    const numbers = { opens: 0, attempts: 0, invalid: 0, dropped: { total: 0 } }
    expect(client.stats()).toEqual({ ...numbers, queued: nothing, sent: nothing, received: nothing, latency })
  })

  test('count what happened', async () => {
    const stage = new ClientStage({ outbox: { maxMessages: 3, overflow: 'drop-newest' } })
    for (const data of ['grüße', 'b', 'c', 'd']) stage.client.send(data)
    stage.client.send('e', { volatile: true })
    await stage.refuse()
    await stage.clock.advance(3_000)
    await stage.open()
    stage.client.send('f')
    stage.socket.receive('hällo')
    stage.socket.receive(new ArrayBuffer(3))
    stage.socket.bufferedAmount = 1e9
    stage.client.send('waits')
    expect(stage.client.stats()).toMatchObject({
      opens: 1,
      attempts: 2,
      queued: { messages: 1, bytes: 5 },
      dropped: { total: 2, overflow: 1, volatile: 1 },
      sent: { messages: 4, bytes: 10 },
      received: { messages: 2, bytes: 9 },
    })
  })

  test('are a snapshot', async () => {
    const { client, socket } = await up()
    const before = client.stats()
    const copy = structuredClone(before)
    client.send('a')
    socket.receive('b')
    client.send('c', { signal: AbortSignal.abort() })
    expect(before).toEqual(copy)
  })
})

describe('[Symbol.dispose]', () => {
  test('closes, as close() does', async () => {
    const stage = await up()
    stage.client[Symbol.dispose]()
    stage.socket.confirm()
    expect(stage.client.state.name).toBe('closed')
  })
})

describe('createClient without a WebSocket at hand', () => {
  test('stays idle, queues, and can be closed', async () => {
    vi.stubGlobal('WebSocket', undefined)
    const { createClient, raw } = await import('../../src/index.ts')
    const stage = new ClientStage({ connect: 'lazy' })
    const client = createClient('ws://server.test', { protocol: raw(), clock: stage.clock })
    expect(client.state).toEqual({ name: 'idle' })
    expect(client.send('a')).toBe('queued')
    client.reconnect()
    await stage.clock.advance(60_000)
    expect(client.state).toEqual({ name: 'idle' })
    client.close()
    await stage.clock.advance(1_000)
    expect(client.state.name).toBe('closed')
    vi.unstubAllGlobals()
  })
})

describe('a URL that is relative to the page, on a server that renders,', () => {
  const syntaxError: unknown = expect.objectContaining({ name: 'SyntaxError' })

  test('is fine for a lazy client', async () => {
    const { network, clock } = new ClientStage({ connect: 'lazy' })
    vi.stubGlobal('WebSocket', network.WebSocket)
    const client = createClient('/realtime', { connect: 'lazy', clock })
    expect(client.state).toEqual({ name: 'idle' })
    client.channel().send('hello', {})
    await clock.advance(0)
    expect(client.state).toMatchObject({ name: 'waiting', cause: { kind: 'provider', error: syntaxError } })
    expect(network.sockets).toEqual([])
    client.close()
    vi.unstubAllGlobals()
  })

  test('is fine without a WebSocket at hand', () => {
    vi.stubGlobal('WebSocket', undefined)
    expect(createClient('/realtime').state).toEqual({ name: 'idle' })
    expect(new ReconnectingWebSocket('/realtime').state).toEqual({ name: 'idle' })
    vi.unstubAllGlobals()
  })

  test('throws SyntaxError where it would be dialled at once', () => {
    const { WebSocket } = new ClientStage({ connect: 'lazy' }).network
    expect(() => createClient('/realtime', { WebSocket })).toThrow(syntaxError)
    expect(() => new ReconnectingWebSocket('/realtime', [], { WebSocket })).toThrow(syntaxError)
  })
})
