// Two nodes of a server serve one room, through a real Redis.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { createClient, defineChannel } from '../../src/index.ts'
import { createServer, redisBackplane } from '../../src/server/index.ts'
import { need } from '../browser/engines.mjs'

const channels = { room: defineChannel<{ receive: { message: string } }>() }

/** The socket of a Redis of our own. */
async function startRedis(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  const socket = join(folder, 'redis.sock')
  const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', folder]
  const redis = spawn(need('redis').server, options, { stdio: 'ignore' })
  onTestFinished(async () => {
    const ended = new Promise((resolve) => redis.once('exit', resolve))
    redis.kill()
    await ended
    rmSync(folder, { recursive: true })
  })
  await vi.waitFor(() => expect(existsSync(socket)).toBe(true), { timeout: 5_000 })
  return socket
}

async function startNode(redis: string) {
  const clients = [new Redis({ path: redis }), new Redis({ path: redis })] as const
  const server = createServer({ channels, backplane: redisBackplane(...clients) })
  onTestFinished(async () => {
    await server.close()
    await Promise.all(clients.map((client) => client.quit()))
  })
  const client = createClient(`ws://127.0.0.1:${await server.ready()}/`, { WebSocket, channels })
  onTestFinished(() => client.close())
  const heard: string[] = []
  const room = client.channel('room')
  room.on('message', (text) => heard.push(text))
  await room.join()
  return { server, heard }
}

test('what one node publishes reaches the clients of both, once and in order', async () => {
  const redis = await startRedis()
  const [a, b] = [await startNode(redis), await startNode(redis)]
  const texts = Array.from({ length: 200 }, (_, index) => `${index}`)
  for (const text of texts) a.server.publish('room', 'message', text)
  await expect.poll(() => b.heard, { timeout: 5_000 }).toEqual(texts)
  await expect.poll(() => a.heard, { timeout: 5_000 }).toEqual(texts)
})
