// Two nodes of a server serve one room, through a real Redis and either of its clients.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { pack, unpack } from 'msgpackr'
import { createClient as createRedis } from 'redis'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createClient, defineChannel, type Codec } from '../../src/index.ts'
import { createServer, redisBackplane, type Backplane } from '../../src/server/index.ts'
import { need } from '../browser/engines.mjs'

const channels = { room: defineChannel<{ receive: { message: string; part: Uint8Array } }>() }
const msgpack: Codec = {
  name: 'msgpack',
  encode: (message) => pack(message),
  decode: (frame) => unpack(new Uint8Array(frame as ArrayBuffer)) as unknown,
}

/** Redis of our own, which a test can end before its time. */
async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const path = join(folder, 'redis.sock')
  const options = ['--port', '0', '--unixsocket', path, '--save', '', '--appendonly', 'no', '--dir', folder]
  const redis = spawn(need('redis').server, options, { stdio: 'ignore' })
  const ended = new Promise<unknown>((resolve) => redis.once('exit', resolve))
  const stop = async () => {
    redis.kill()
    await ended
  }
  onTestFinished(async () => {
    await stop()
    rmSync(folder, { recursive: true })
  })
  await vi.waitFor(() => expect(existsSync(path)).toBe(true), { timeout: 5_000 })
  return { path, stop }
}

const libraries: Record<string, (path: string) => Promise<Backplane>> = {
  ioredis(path) {
    const clients = [new Redis({ path, enableOfflineQueue: false, lazyConnect: true }), new Redis({ path })] as const
    for (const client of clients) client.on('error', () => undefined)
    onTestFinished(() => clients.forEach((client) => client.disconnect()))
    return clients[0].connect().then(() => redisBackplane(...clients))
  },
  async redis(path) {
    const clients = [0, 1].map(() => createRedis({ socket: { path, tls: false }, disableOfflineQueue: true }))
    for (const client of clients) client.on('error', () => undefined)
    onTestFinished(() => clients.forEach((client) => client.destroy()))
    await Promise.all(clients.map((client) => client.connect()))
    return redisBackplane(clients[0]!, clients[1]!)
  },
}

async function startNode(backplane: Backplane, codec?: Codec) {
  const lines: string[] = []
  const server = createServer({
    ...{ channels, backplane, ...(codec && { codec }) },
    authenticate: (name) => ({ user: String(name), id: String(name) }),
    logger: { warn: (line: string) => void lines.push(line) },
  })
  onTestFinished(() => server.close())
  server.channel('room', {})
  const port = await server.ready()
  const join = async (name: string) => {
    const client = createClient(`ws://127.0.0.1:${port}/`, {
      ...{ WebSocket, channels, authenticate: name, ...(codec && { codec }) },
    })
    onTestFinished(() => client.close())
    const room = client.channel('room')
    const heard: (string | Uint8Array)[] = []
    room.on('message', (text) => heard.push(text))
    room.on('part', (bytes) => heard.push(new Uint8Array(bytes)))
    await room.join()
    return { client, room, heard }
  }
  return { server, join, lines }
}

describe.each(Object.entries(libraries))('with %s', (_, connect) => {
  let redis: Awaited<ReturnType<typeof startRedis>>
  const start = async (codec?: Codec) => startNode(await connect(redis.path), codec)
  beforeEach(async () => {
    redis = await startRedis()
  })

  test('what one node publishes reaches the clients of both, once and in order', async () => {
    const [a, b] = [await start(), await start()]
    const [ada, bob] = [await a.join('ada'), await b.join('bob')]
    const texts = Array.from({ length: 200 }, (_, index) => `${index}`)
    for (const text of texts) a.server.publish('room', 'message', text)
    await expect.poll(() => bob.heard, { timeout: 5_000 }).toEqual(texts)
    await expect.poll(() => ada.heard, { timeout: 5_000 }).toEqual(texts)
  })

  test('kick and disconnect reach a user wherever he is, and nobody else', async () => {
    const [a, b] = [await start(), await start()]
    const [ada, bob, bobToo] = [await a.join('ada'), await a.join('bob'), await b.join('bob')]
    b.server.kick('room', { code: 'banned', message: 'No more' }, 'bob')
    for (const { room } of [bob, bobToo]) {
      await expect.poll(() => room.state, { timeout: 5_000 }).toMatchObject({ name: 'kicked', code: 'banned' })
    }
    expect(ada.room.state.name).toBe('joined')
    a.server.disconnect(4403, 'signed out', 'bob')
    for (const { client } of [bob, bobToo]) {
      await expect.poll(() => client.state, { timeout: 5_000 }).toMatchObject({ name: 'closed', cause: { code: 4403 } })
    }
    expect(ada.client.state.name).toBe('open')
  })

  test('bytes pass from node to node in a codec that carries them', async () => {
    const [a, b] = [await start(msgpack), await start(msgpack)]
    const bob = await b.join('bob')
    a.server.publish('room', 'part', new Uint8Array([0, 200, 255]))
    await expect.poll(() => bob.heard, { timeout: 5_000 }).toEqual([new Uint8Array([0, 200, 255])])
  })

  test('a node whose Redis is gone goes on for its own clients, and closes', async () => {
    const { server, join, lines } = await start()
    const ada = await join('ada')
    await redis.stop()
    for (const text of ['a', 'b']) {
      server.publish('room', 'message', text)
      await expect.poll(() => ada.heard.at(-1), { timeout: 5_000 }).toBe(text)
    }
    await expect.poll(() => lines, { timeout: 10_000 }).toContain('holdfast: the backplane took no message')
    ada.client.close()
  })
})
