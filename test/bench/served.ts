// A server in a process of its own: one of ours, or bare `ws` as one would write it for the same work.
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { defineChannel } from 'holdfast'
import { createServer } from 'holdfast/server'
import { WebSocketServer, type WebSocket } from 'ws'
import { answer } from './child.ts'

const channels = { room: defineChannel<{ receive: { message: typeof data } }>() }
/** 64 bytes and an envelope: 113 in all. */
const data = 'x'.repeat(64)
/** After so many messages one waits for whom more bytes than that wait. */
const burst = 50
const most = 20_000

interface Served {
  port: number
  publish(): void
  /** How many bytes wait for the client for which most of them do. */
  waiting(): number
}

async function serveHoldfast(): Promise<Served> {
  const server = createServer({ channels, limits: { bufferedBytes: Infinity } })
  const watched: { writableLength: number }[] = []
  server.channel('room', { joined: ({ request }) => void watched.push(request.socket) })
  return {
    port: await server.ready(),
    publish: () => server.publish('room', 'message', data),
    waiting: () => Math.max(0, ...watched.map(({ writableLength }) => writableLength)),
  }
}

async function serveBare(send: (socket: WebSocket, text: string, bytes: Buffer) => void): Promise<Served> {
  const http = createHttpServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  const room = new Set<WebSocket>()
  const alive = new WeakSet<WebSocket>()
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    alive.add(socket)
    socket.on('pong', () => alive.add(socket))
    socket.on('error', () => undefined)
    socket.on('close', () => room.delete(socket))
    socket.on('message', (text) => {
      const { type, id } = JSON.parse(String(text)) as { type: string; id: number }
      if (type !== 'subscribe') return
      room.add(socket)
      socket.send(JSON.stringify({ type: 'reply', id }))
    })
  })
  return {
    port: (http.address() as AddressInfo).port,
    publish() {
      const text = JSON.stringify({ type: 'event', channel: 'room', event: 'message', data })
      const bytes = Buffer.from(text)
      for (const socket of room) send(socket, text, bytes)
    },
    waiting: () => Math.max(0, ...[...room].map(({ bufferedAmount }) => bufferedAmount)),
  }
}

const kinds = {
  Holdfast: serveHoldfast,
  ws: () => serveBare((socket, text) => socket.send(text)),
  'ws, bytes made once': () => serveBare((socket, _, bytes) => socket.send(bytes, { binary: false })),
}

export type Kind = keyof typeof kinds

let served: Served

const commands = {
  async start(kind: Kind): Promise<number> {
    served = await kinds[kind]()
    return served.port
  },
  /** Bytes, when everything is collected. */
  async memory(): Promise<{ heap: number; resident: number }> {
    for (let times = 0; times < 4; times++) {
      globalThis.gc?.()
      await setImmediate()
    }
    const { heapUsed, external, rss } = process.memoryUsage()
    return { heap: heapUsed + external, resident: rss }
  },
  /** As fast as it goes for so many ms, so many messages in each turn of the event loop, until all have left. */
  async publish(time: number, each: number): Promise<{ messages: number; time: number; busy: number }> {
    const [begin, before] = [performance.now(), process.cpuUsage()]
    let messages = 0
    while (performance.now() - begin < time) {
      for (let count = 0; count < each; count++) served.publish()
      messages += each
      await setImmediate()
      while (messages % burst === 0 && served.waiting() > most) await setImmediate()
    }
    while (served.waiting() > 0) await setImmediate()
    const { user, system } = process.cpuUsage(before)
    return { messages, time: performance.now() - begin, busy: (user + system) / 1_000 }
  },
}

export type ServedCommands = typeof commands

answer(commands)
