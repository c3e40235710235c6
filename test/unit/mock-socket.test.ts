// @vitest-environment jsdom
// The drop-in in users' own tests: jsdom for the page, mock-socket for server and WebSocket.
import { Server, WebSocket as MockWebSocket, type Client } from 'mock-socket'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ReconnectingWebSocket, type WebSocketConstructor } from '../../src/index.ts'

const url = 'ws://mock.test/feed'
const options = { WebSocket: MockWebSocket as unknown as WebSocketConstructor, random: () => 0.5 }

let server: Server
let clients: Client[]

beforeEach(() => {
  vi.useFakeTimers()
  clients = []
  server = new Server(url, { mock: false })
  server.on('connection', (client) => {
    clients.push(client)
    client.on('message', (data) => client.send(data))
  })
})

afterEach(() => {
  server.stop()
  vi.useRealTimers()
})

function live(protocols: string[] = []): { socket: ReconnectingWebSocket; told: string[] } {
  const socket = new ReconnectingWebSocket(url, protocols, options)
  const told: string[] = []
  socket.onopen = () => told.push('open')
  socket.onmessage = ({ data }) => told.push(String(data))
  socket.onerror = () => told.push('error')
  socket.onclose = ({ code }) => told.push(`close ${code}`)
  return { socket, told }
}

describe('ReconnectingWebSocket over mock-socket, in jsdom', () => {
  test('opens, echoes and closes', async () => {
    const { socket, told } = live()
    socket.send('hello')
    await vi.advanceTimersByTimeAsync(100)
    expect(socket.readyState).toBe(WebSocket.OPEN)
    socket.close(1000, 'done')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual(['open', 'hello', 'close 1000'])
    expect(socket.readyState).toBe(WebSocket.CLOSED)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('comes back after the server closed, and sends what waited', async () => {
    const { socket, told } = live()
    await vi.advanceTimersByTimeAsync(100)
    clients[0]!.close({ code: 1012, reason: 'restart', wasClean: true })
    await vi.advanceTimersByTimeAsync(10)
    expect(socket.readyState).toBe(WebSocket.CONNECTING)
    socket.send('later')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(told).toEqual(['open', 'close 1012', 'open', 'later'])
    socket.close()
    await vi.advanceTimersByTimeAsync(1_000)
  })

  test('fails and dials again where there is no server', async () => {
    server.stop()
    const { socket, told } = live()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told).toEqual(['error', 'close 1000']) // mock-socket's own code for it
    expect(socket.state).toMatchObject({ name: 'waiting', cause: { opened: false } })
    socket.close()
    await vi.advanceTimersByTimeAsync(1_000)
  })

  test('shows itself as the target of events, in the types of jsdom', async () => {
    const { socket } = live()
    const events: Event[] = []
    for (const type of ['open', 'message', 'close']) socket.addEventListener(type, (event) => events.push(event))
    socket.send('hello')
    await vi.advanceTimersByTimeAsync(100)
    socket.close()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(events.map(({ type }) => type)).toEqual(['open', 'message', 'close'])
    expect(events.map(({ target }) => target)).toEqual([socket, socket, socket])
    expect(events[2]).toBeInstanceOf(CloseEvent)
  })

  test('stops at stopImmediatePropagation also for the events of mock-socket', async () => {
    const { socket, told } = live()
    socket.onmessage = (event) => event.stopImmediatePropagation()
    socket.addEventListener('message', () => told.push('second'))
    socket.send('hello')
    await vi.advanceTimersByTimeAsync(100)
    expect(told).toEqual(['open'])
    socket.close()
    await vi.advanceTimersByTimeAsync(1_000)
  })

  test('dials when the window says online', async () => {
    const { socket } = live()
    await vi.advanceTimersByTimeAsync(10_000)
    clients[0]!.close({ code: 1001, reason: '', wasClean: true })
    await vi.advanceTimersByTimeAsync(10)
    expect(socket.state.name).toBe('waiting')
    window.dispatchEvent(new Event('online'))
    expect(socket.state.name).toBe('connecting')
    socket.close()
    await vi.advanceTimersByTimeAsync(1_000)
  })

  test('sends a Blob of jsdom in its place', async () => {
    const { socket, told } = live()
    for (const data of ['one', new Blob(['two']), 'three']) socket.send(data)
    await vi.waitFor(() => expect(told).toContain('three'))
    expect(told[1]).toBe('one')
    expect(told).toHaveLength(4)
    socket.close()
    await vi.advanceTimersByTimeAsync(1_000)
  })
})
