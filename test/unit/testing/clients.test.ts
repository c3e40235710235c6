// Any client lives on a test server, by its time or by the real one, and ends with it.
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createClient, raw, ReconnectingWebSocket } from '../../../src/index.ts'
import { stagePage } from '../../fake/stage.ts'
import { live, serve, url } from './stage.ts'

describe('without channels', () => {
  test('a raw client sends and receives what stands in the frames', async () => {
    const server = serve({ protocol: raw() })
    const client = createClient(url, { protocol: raw(), ...server.options })
    const messages: unknown[] = []
    client.on('message', (data) => messages.push(data))
    client.send('{"type":"request","id":1,"event":"mine"}')
    await server.opened()
    expect(server.frames).toEqual(['{"type":"request","id":1,"event":"mine"}'])
    expect(server.received).toEqual([])
    server.send('text')
    server.send(new Uint8Array([0, 1, 2]).subarray(1))
    await server.advance()
    expect(messages).toEqual(['text', new Uint8Array([1, 2]).buffer])
  })

  test('a drop-in gets native events, and Blobs as it asks for them', async () => {
    const server = serve({ protocol: raw() })
    const socket = new ReconnectingWebSocket(url, [], server.options)
    const events: unknown[] = []
    socket.addEventListener('message', ({ data }) => events.push(data))
    socket.addEventListener('close', ({ code, wasClean }) => events.push([code, wasClean]))
    await server.opened()
    server.send('text')
    server.send(new ArrayBuffer(3))
    server.close(1012)
    expect(events).toEqual(['text', new Blob([new ArrayBuffer(3)]), [1012, true]])
  })
})

describe('time', () => {
  test('moves only when the test says so', async () => {
    const { server, client } = live({ authenticate: () => new Promise(() => undefined) })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(server.options.clock.now()).toBe(0)
    await server.advance(9_999)
    expect(client.state.name).toBe('connecting')
    await server.advance(1)
    expect(client.state.name).toBe('waiting')
  })

  test('is the real one for a client that gets no clock', async () => {
    const server = serve()
    const client = createClient(url, { WebSocket: server.options.WebSocket, backoff: { first: 1 } })
    await server.opened()
    server.drop()
    await server.opened()
    expect(client.stats().opens).toBe(2)
    client.close()
  })

  test('may be faked by the runner too', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { server, client } = live()
    await server.opened()
    expect(client.state.name).toBe('open')
  })
})

describe('end', () => {
  test('leaves no timer and no listener on the page', async () => {
    const page = stagePage()
    const { server, client } = live()
    client.channel('room').on('message', () => undefined)
    await server.opened()
    expect(server.timers).toBeGreaterThan(0)
    server.end()
    await server.advance()
    expect(client.state.name).toBe('closed')
    expect(server.timers).toBe(0)
    expect(page.listeners).toBe(0)
  })

  test('leaves no timer of a client that waits, and closes one that dials later', async () => {
    const { server, client } = live()
    server.refuse(2)
    await server.advance(3_000)
    expect(client.state.name).toBe('waiting')
    server.end()
    expect(server.timers).toBe(0)
    client.reconnect()
    await server.advance()
    expect(client.state.name).toBe('closed')
  })
})
