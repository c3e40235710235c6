// Who is not let in, and does not go away by itself.
import { once } from 'node:events'
import { createServer as createHttpServer, type Server } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { createServer, type ServerOptions } from '../../src/server/index.ts'
import { open } from './stranger.ts'

const channels = { room: {} }

function serve(options: Partial<ServerOptions<typeof channels, undefined>>) {
  const lines: string[] = []
  const logger = { warn: (...line: unknown[]) => void lines.push(line.map(String).join(' ')) }
  const server = createServer({ channels, logger, ...options })
  onTestFinished(() => server.close())
  return { server, lines }
}

/** Two servers of two paths on one HTTP server. */
async function serveTwo() {
  const http = createHttpServer()
  onTestFinished(() => void http.close())
  const { server } = serve({ server: http, path: '/a' })
  serve({ server: http, path: '/b' })
  http.listen(0, '127.0.0.1')
  return { http, port: await server.ready() }
}

/** A client that asks for a link, and hangs up only when it is told to. */
async function knock(port: number, path: string) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  const head = ['Host: a', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  await once(socket, 'connect')
  socket.write([`GET ${path} HTTP/1.1`, ...head, key, '', ''].join('\r\n'))
  return { socket, answer: once(socket, 'data').then(String) }
}

const nextUpgrade = (http: Server) =>
  new Promise<Duplex>((resolve) => http.once('upgrade', (_request, stream) => resolve(stream)))

afterEach(() => void vi.useRealTimers())

test('who is refused and does not hang up holds no server back from its end', async () => {
  const { server } = serve({ path: '/rooms' })
  const { answer } = await knock(await server.ready(), '/elsewhere')
  expect(await answer).toContain('404')
  await server.close()
})

test('what several servers on one HTTP server leave to each other is refused after a while', async () => {
  const { http, port } = await serveTwo()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const asked = nextUpgrade(http)
  const { answer } = await knock(port, '/c')
  await asked
  vi.advanceTimersByTime(10_000)
  expect(await answer).toContain('404')
})

test('what another one answers is left alone', async () => {
  const { http, port } = await serveTwo()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const asked = nextUpgrade(http)
  const { answer } = await knock(port, '/c')
  const stream = await asked
  stream.write('mine')
  expect(await answer).toBe('mine')
  vi.advanceTimersByTime(10_000)
  expect(stream.writableEnded).toBe(false)
})

test('a connection that breaks while nobody answers it ends no process', async () => {
  const { http, port } = await serveTwo()
  const asked = nextUpgrade(http)
  const { socket } = await knock(port, '/c')
  const stream = await asked
  const ended = new Promise((resolve) => stream.once('close', resolve))
  socket.resetAndDestroy()
  await ended // an error that nobody hears would fail the run
})

test('an option address that throws keeps nobody out, and is logged', async () => {
  const { server, lines } = serve({
    address: () => {
      throw new Error('no header')
    },
  })
  const { ask } = await open(`ws://127.0.0.1:${await server.ready()}/`)
  expect(await ask({ type: 'ping', id: 1 })).toEqual({ type: 'pong', id: 1 })
  expect(lines).toEqual(['holdfast: the option address failed Error: no header'])
})

test('a server that was closed is ready no more', async () => {
  const { server } = serve({})
  await server.ready()
  await server.close()
  await expect(server.ready()).rejects.toThrow('closed')
})
