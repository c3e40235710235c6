// The far end of all links, a process of its own, so that it shares no event loop with what is measured.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { greet, welcome } from './greet.ts'
import { answer } from './child.ts'
import { Ledgers } from './ledgers.ts'

/** 64 bytes of text as a server's frame, a hundred times. */
const batch = Buffer.concat(Array<Buffer>(100).fill(Buffer.concat([Buffer.from([0x81, 64]), Buffer.alloc(64, 'x')])))

type Behaviour = (peer: WebSocket, socket: Socket, query: URLSearchParams) => void

const ledgers = new Ledgers()

const behaviours: Record<string, Behaviour> = {
  echo: (peer) => onText(peer, (text) => peer.send(text)),
  // Sends as many messages as it is told to. The frames are ready-made: it must be faster than every receiver.
  flood: (peer, socket) => onText(peer, (text) => flood(socket, Number(text))),
  sink: (peer, _, query) => {
    const every = Number(query.get('every'))
    let count = 0
    onText(peer, () => (count += 1) % every === 0 && peer.send('done'))
  },
  cut: (peer, socket, query) => {
    const ledger = ledgers.open(query.get('key') ?? '')
    onText(peer, (text) => {
      const [number] = /\d{8}/.exec(text) ?? []
      if (number !== undefined && !socket.destroyed && ledger.add(Number(number))) socket.resetAndDestroy()
    })
  },
}

function onText(peer: WebSocket, received: (text: string) => unknown): void {
  peer.on('error', () => undefined)
  peer.on('message', (data: Buffer) => {
    const text = data.toString('latin1')
    if (text === 'ping') peer.send('pong')
    else if (!greet(peer, text)) received(text)
  })
}

function flood(socket: Socket, count: number): void {
  let left = count
  const pump = () => {
    while (left > 0) {
      left -= 100
      if (!socket.write(batch)) return void socket.once('drain', pump)
    }
  }
  pump()
}

/** Chromium opens one link after another to the same port, 10 ms apart: who must not wait for others has a port of its own. */
const lanes = 12

class Links {
  readonly #lanes: Server[]
  readonly #upgrades = new WebSocketServer({ noServer: true })
  readonly #sockets = new Map<Socket, string | null>()
  readonly #held: (() => void)[] = []
  #ports: number[] = []

  constructor() {
    this.#lanes = Array.from({ length: lanes }, () =>
      createServer().on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
        this.#upgrade(request, socket, head),
      ),
    )
  }

  get count(): number {
    return this.#sockets.size
  }

  /** The ports are the same each time. */
  async up(): Promise<number[]> {
    this.#lanes.forEach((lane, index) => lane.listen(this.#ports[index] ?? 0, '127.0.0.1'))
    await Promise.all(this.#lanes.map((lane) => once(lane, 'listening')))
    return (this.#ports = this.#lanes.map((lane) => (lane.address() as AddressInfo).port))
  }

  down(): void {
    for (const lane of this.#lanes) lane.close()
    this.kill()
  }

  /** Ends links without a close frame, `apart` ms between them. */
  kill(key?: string, apart = 0): void {
    const chosen = [...this.#sockets].filter(([, each]) => key === undefined || each === key)
    chosen.forEach(([socket], index) => setTimeout(() => socket.resetAndDestroy(), index * apart))
  }

  release(): void {
    for (const accept of this.#held.splice(0)) accept()
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    // Some clients add to the path.
    const [, behaviour = ''] = pathname.split('/')
    socket.on('error', () => undefined)
    socket.once('close', () => this.#sockets.delete(socket))
    this.#sockets.set(socket, searchParams.get('key'))
    const accept = () => {
      this.#upgrades.handleUpgrade(request, socket, head, (peer) => {
        welcome(peer, searchParams)
        behaviours[behaviour]?.(peer, socket, searchParams)
      })
    }
    if (searchParams.has('hold')) this.#held.push(accept)
    else accept()
  }
}

const links = { steady: new Links(), shaky: new Links() }
const files = new Map<string, string>()

const site = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  if (searchParams.has('exact')) {
    // An isolated page has a clock of 5 µs, others of 100.
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
  }
  response.setHeader('Content-Type', pathname.endsWith('.js') ? 'text/javascript' : 'text/html')
  response.end(files.get(pathname) ?? '<!doctype html><title>bench</title>')
})

/** Epoch time in ms, finer than Date.now(). */
const now = () => performance.timeOrigin + performance.now()

const commands = {
  async start(): Promise<{ site: number; steady: number[]; shaky: number[] }> {
    site.listen(0, '127.0.0.1')
    await once(site, 'listening')
    const [steady, shaky] = [await links.steady.up(), await links.shaky.up()]
    return { site: (site.address() as AddressInfo).port, steady, shaky }
  },
  file: (path: string, content: string): void => void files.set(path, content),
  links: (): number => links.steady.count,
  down: (): void => links.shaky.down(),
  up: async (): Promise<number> => {
    await links.shaky.up()
    return now()
  },
  kill: (key: string, apart: number): void => links.steady.kill(key, apart),
  release: (): number => {
    links.steady.release()
    return now()
  },
  cutAt: (key: string, at: number): void => ledgers.begin(key, at),
  ledger: (key: string) => ledgers.read(key),
}

export type Commands = typeof commands

answer(commands)
