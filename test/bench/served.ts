// A server in a process of its own: one of ours, Socket.IO's, or bare `ws` as one would write it for the same work.
import { once } from 'node:events'
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { defineChannel } from 'holdfast'
import { createServer } from 'holdfast/server'
import { Server as SocketIo } from 'socket.io'
import { WebSocketServer, type WebSocket } from 'ws'
import { answer } from './child.ts'

const channels = { room: defineChannel<{ receive: { message: typeof data } }>() }
/** Without what each server puts around it. */
const data = 'x'.repeat(64)
/** After so many messages one waits for whom more bytes than that wait. */
const burst = 50
const most = 20_000

interface Served {
  port: number
  publish(): void
  /** Of those who subscribed. */
  sockets: Socket[]
}

async function serveHoldfast(): Promise<Served> {
  const server = createServer({ channels, limits: { bufferedBytes: Infinity } })
  const sockets: Socket[] = []
  server.channel('room', { joined: ({ request }) => void sockets.push(request.socket) })
  return { port: await server.ready(), publish: () => server.publish('room', 'message', data), sockets }
}

async function serveSocketIo(): Promise<Served> {
  const http = createHttpServer()
  const io = new SocketIo(http, { transports: ['websocket'], serveClient: false })
  const sockets: Socket[] = []
  io.on('connection', (socket) => {
    socket.on('subscribe', (room: string, reply: () => void) => {
      void socket.join(room)
      sockets.push(socket.request.socket)
      reply()
    })
  })
  return { port: await listen(http), publish: () => void io.to('room').emit('message', data), sockets }
}

async function serveBare(send: (socket: WebSocket, text: string, bytes: Buffer) => void): Promise<Served> {
  const http = createHttpServer()
  const room = new Set<WebSocket>()
  const alive = new WeakSet<WebSocket>()
  const sockets: Socket[] = []
  new WebSocketServer({ server: http }).on('connection', (socket, request) => {
    alive.add(socket)
    socket.on('pong', () => alive.add(socket))
    socket.on('error', () => undefined)
    socket.on('close', () => room.delete(socket))
    socket.on('message', (text) => {
      const { type, id } = JSON.parse(String(text)) as { type: string; id: number }
      if (type !== 'subscribe') return
      room.add(socket)
      sockets.push(request.socket)
      socket.send(JSON.stringify({ type: 'reply', id }))
    })
  })
  const publish = () => {
    const text = JSON.stringify({ type: 'event', channel: 'room', event: 'message', data })
    const bytes = Buffer.from(text)
    for (const socket of room) send(socket, text, bytes)
  }
  return { port: await listen(http), publish, sockets }
}

async function listen(http: HttpServer): Promise<number> {
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return (http.address() as AddressInfo).port
}

const kinds = {
  Holdfast: serveHoldfast,
  'Socket.IO': serveSocketIo,
  ws: () => serveBare((socket, text) => socket.send(text)),
  'ws, bytes made once': () => serveBare((socket, _, bytes) => socket.send(bytes, { binary: false })),
}

export type Kind = keyof typeof kinds

let served: Served

/** How many bytes wait for the client for which most of them do. */
const waiting = () => Math.max(0, ...served.sockets.map(({ writableLength }) => writableLength))

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
      while (messages % burst === 0 && waiting() > most) await setImmediate()
    }
    while (waiting() > 0) await setImmediate()
    const { user, system } = process.cpuUsage(before)
    return { messages, time: performance.now() - begin, busy: (user + system) / 1_000 }
  },
}

export type ServedCommands = typeof commands

answer(commands)
