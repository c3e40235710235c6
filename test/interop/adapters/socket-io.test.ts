// The client with holdfast/adapters/socket.io against a server of Socket.IO.
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { Args, socketIo, type SocketIoOptions } from '../../../src/adapters/socket.io.ts'
import { createClient, type ClientOptions } from '../../../src/index.ts'
import { startProgram, type Running } from '../start.ts'

const program = { command: process.execPath, args: ['test/interop/servers/socket-io.mjs'] }

let server: Running
beforeAll(async () => {
  server = await startProgram(program)
})
afterAll(() => server.stop())

function connect(adapter: SocketIoOptions = {}, options: ClientOptions = {}) {
  const client = createClient(`ws://127.0.0.1:${server.port}/socket.io/?EIO=4&transport=websocket`, {
    ...{ WebSocket, backoff: { first: 50, base: 50, cap: 200 }, ...socketIo(adapter), ...options },
  })
  onTestFinished(() => client.close())
  return client
}

describe('the main namespace', () => {
  test('answers with acknowledgements', async () => {
    const client = connect()
    for (const data of ['hi', 7, null, { deep: [1, { a: 'ä' }] }, [1, 2]]) {
      expect(await client.channel().request('echo', data)).toEqual(data)
    }
    expect(await client.channel().request('echo')).toBeUndefined()
    expect(await client.channel().request('echo', new Args(1, 'two', [3]))).toEqual([1, 'two', [3]])
    expect(client.stats()).toMatchObject({ opens: 1, invalid: 0 })
  })

  test('knows who connected, asked anew on each link', async () => {
    let token = 0
    const client = connect({ auth: () => Promise.resolve({ name: `ada ${++token}` }) })
    expect(await client.channel().request('whoami')).toEqual({ name: 'ada 1' })
    client.reconnect()
    expect(await client.channel().request('whoami')).toEqual({ name: 'ada 2' })
  })

  test('tells events, with several arguments as an array', async () => {
    const client = connect({ auth: { name: 'ada' } })
    const heard: unknown[] = []
    for (const event of ['message', 'several', 'question']) client.channel().on(event, (data) => heard.push(data))
    client.channel().send('say', 'hi')
    client.channel().send('several', new Args('a', { b: 1 }))
    client.channel().send('ask', undefined)
    await expect.poll(() => heard).toEqual([{ from: 'ada', text: 'hi' }, ['a', { b: 1 }], 7])
    expect(client.stats().invalid).toBe(0)
  })

  test('sends binary data, in events and acknowledgements', async () => {
    const client = connect()
    const heard: unknown[] = []
    client.channel().on('binary', (data) => heard.push(data))
    const bytes = (await client.channel().request('binary')) as ArrayBuffer
    expect([...new Uint8Array(bytes)]).toEqual([5, 6])
    const [[{ name, bytes: inner }, [last]]] = heard as [[{ name: string; bytes: ArrayBuffer }, [ArrayBuffer]]]
    expect([name, ...new Uint8Array(inner), ...new Uint8Array(last)]).toEqual(['a', 1, 2, 3, 4])
    expect(client.stats().invalid).toBe(0)
  })

  test('takes no binary data, and says so at the call', () => {
    const client = connect()
    expect(() => client.channel().send('say', { bytes: new Uint8Array(1) })).toThrow('not go out')
  })

  test('closes a client that it refuses', async () => {
    const client = connect({ auth: { name: 'nobody' } })
    await expect
      .poll(() => client.state)
      .toMatchObject({
        name: 'closed',
        cause: { kind: 'auth', error: { message: 'not authorized', cause: { data: { reason: 'name' } } } },
      })
  })

  test('is asked again where its refusal says so', async () => {
    let asked = 0
    const client = connect({ auth: () => ({ name: asked++ === 0 ? 'late' : 'ada' }) })
    expect(await client.channel().request('whoami')).toEqual({ name: 'ada' })
  })
})

describe('a namespace', () => {
  test('is a channel: joined, spoken to, left', async () => {
    const client = connect()
    const chat = client.channel('/chat')
    const heard: unknown[] = []
    chat.on('message', (data) => heard.push(data))
    await chat.join({ name: 'ada' })
    chat.send('say', 'hi')
    expect(await chat.request('whoami')).toEqual({ name: 'ada' })
    expect(heard).toEqual([{ from: 'ada', text: 'hi' }])
    expect(await client.channel().request('whoami')).toEqual({})
  })

  test('that is named beforehand gets what was sent before there was a link', async () => {
    const client = connect({ auth: { name: 'ada' }, namespaces: ['/chat'] })
    const chat = client.channel('/chat')
    const heard: unknown[] = []
    chat.on('message', (data) => heard.push(data))
    chat.send('say', 'one')
    expect(await chat.request('whoami')).toEqual({ name: 'ada' })
    chat.send('say', 'two')
    await expect.poll(() => heard).toEqual(['one', 'two'].map((text) => ({ from: 'ada', text })))
    expect(client.stats().opens).toBe(1)
  })

  test('that is not connected is not spoken to, as that would end the link', async () => {
    const client = connect()
    const chat = client.channel('/chat')
    await client.ready()
    expect(() => chat.send('say', 'hi')).toThrow('await join()')
    const joined = chat.join({ name: 'ada' })
    await Promise.resolve()
    await expect(chat.request('whoami')).rejects.toThrow('await join()')
    await joined
    expect(await chat.request('whoami')).toEqual({ name: 'ada' })
    chat.leave()
    await expect.poll(() => chat.state.name, { timeout: 5_000 }).toBe('left')
    expect(() => chat.send('say', 'hi')).toThrow('await join()')
    expect(client.stats().opens).toBe(1)
  })

  test('that refuses rejects the join, and the rest goes on', async () => {
    const client = connect({ namespaces: ['/staff'] })
    await expect(client.channel('/staff').join()).rejects.toMatchObject({ message: 'not authorized', retryable: false })
    await expect(client.channel('/nowhere').join()).rejects.toMatchObject({ message: 'Invalid namespace' })
    await expect(client.channel('room').join()).rejects.toThrow('A channel is a namespace')
    expect(await client.channel().request('echo', 1)).toBe(1)
    expect(client.stats().opens).toBe(1)
  })

  test('that ends kicks, and can be joined again', async () => {
    const client = connect()
    const chat = client.channel('/chat')
    await chat.join({ name: 'ada' })
    chat.send('kick', undefined)
    await expect.poll(() => chat.state).toMatchObject({ name: 'kicked', code: 'disconnected' })
    expect(() => chat.send('say', 'hi')).toThrow('not connected')
    await chat.join()
    expect(await chat.request('whoami')).toEqual({ name: 'ada' })
    expect(client.stats().opens).toBe(1)
  })
})

describe('the life of a link', () => {
  test('the server’s pings are answered, so that it keeps a quiet link', async () => {
    const client = connect()
    await client.ready()
    await new Promise((resolve) => setTimeout(resolve, 2_000)) // it would end one without an answer after 900 ms
    expect(client.stats()).toMatchObject({ opens: 1, invalid: 0 })
  })

  test('what is sent while it is broken arrives after it was killed and came back, joined again', async () => {
    const client = connect({ auth: { name: 'ada' } })
    const chat = client.channel('/chat')
    const heard: unknown[] = []
    chat.on('message', (data) => heard.push(data))
    await chat.join()
    await server.stop('SIGKILL')
    await expect.poll(() => client.state.name).not.toBe('open')
    for (const text of ['one', 'two', 'three']) chat.send('say', text)
    server = await startProgram(program, server.port)
    await expect
      .poll(() => heard, { timeout: 20_000 })
      .toEqual(['one', 'two', 'three'].map((text) => ({ from: 'ada', text })))
    expect(client.stats().opens).toBe(2)
  })

  test('a server that falls silent is noticed by the absence of its pings', async () => {
    const client = connect({}, { heartbeat: { passive: 900 } })
    await client.ready()
    server.process.kill('SIGSTOP')
    try {
      await expect.poll(() => client.state.name, { timeout: 10_000 }).not.toBe('open')
    } finally {
      server.process.kill('SIGCONT')
    }
    expect(await client.channel().request('echo', 1)).toBe(1)
  })

  test('a link that the server ends comes back', async () => {
    const client = connect()
    await client.ready()
    client.channel().send('break', undefined)
    await expect.poll(() => client.stats().opens, { timeout: 10_000 }).toBe(2)
    expect(await client.channel().request('echo', 1)).toBe(1)
  })
})
