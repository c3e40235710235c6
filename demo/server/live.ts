/** The endpoint `/live`: lets links in, or not, and answers what they say. */
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import { availableParallelism, platform } from 'node:os'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { MAX_ID, parseClientMessage, PING, PONG, type Sample, type ServerMessage } from '../shared/messages.ts'
import { Chat } from './chat.ts'
import type { Faults } from './faults.ts'
import { Link } from './link.ts'
import type { Links } from './links.ts'
import { isSameOrigin } from './origin.ts'
import { Stream } from './stream.ts'
import { Tallies } from './tally.ts'

const MAX_MESSAGE = 16 * 1024
/** Long enough for the client to see that it is open. */
const FLAP_AFTER = 50

export class Live {
  readonly #links: Links
  readonly #faults: Faults
  readonly #chat = new Chat()
  readonly #tallies = new Tallies()
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE })

  constructor(links: Links, faults: Faults) {
    this.#links = links
    this.#faults = faults
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const [pathname, query] = (request.url ?? '/').split('?')
    if (pathname !== '/live') return refuse(socket, 404)
    if (!isSameOrigin(request)) return refuse(socket, 403)
    const tab = (new URLSearchParams(query).get('tab') ?? '').slice(0, MAX_ID)
    if (this.#faults.isRefusing(tab)) return refuse(socket, 503)
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, tab))
  }

  /** Gives everyone the newest measurement, and news of what they sent. */
  tell(sample: Sample): void {
    this.#links.broadcast({ type: 'sample', ...sample })
    for (const link of this.#links.of(undefined)) {
      const news = this.#tallies.news(link.tab)
      if (news) send(link, { type: 'tally', ...news })
    }
  }

  #accept(socket: WebSocket, tab: string): void {
    const link = new Link(socket, tab, () => this.#faults.delay(tab))
    if (this.#faults.isFlapping(tab)) {
      setTimeout(() => link.kill(), FLAP_AFTER)
      return
    }
    const stream = new Stream(link)
    link.onMessage((text) => this.#answer(link, stream, text))
    this.#tallies.retell(tab)
    send(link, {
      type: 'welcome',
      cores: availableParallelism(),
      platform: platform(),
      history: this.#chat.history,
    })
    this.#links.add(link)
  }

  #greet(link: Link, name: string): void {
    if (link.name === name) return
    link.name = name
    this.#links.tellPeople()
  }

  #answer(link: Link, stream: Stream, text: string): void {
    if (text === PING) return link.send(PONG)
    const message = parseClientMessage(text)
    if (message?.type === 'here') return this.#greet(link, message.name)
    if (message?.type === 'item') return this.#tallies.take(link.tab, message.batch, message.n)
    if (message?.type === 'rate') return stream.send(message.perSecond)
    if (message?.type === 'say') {
      const line = this.#chat.take(message)
      if (line) this.#links.broadcast({ type: 'said', line })
    }
  }
}

function send(link: Link, message: ServerMessage): void {
  link.send(JSON.stringify(message))
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
