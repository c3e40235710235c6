import { createServer as createHttpServer, type IncomingMessage, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ContractsOf, NameOf, ReceivedOf } from '../channel/contract.ts'
import { jsonCodec } from '../channel/json.ts'
import type { Codec } from '../channel/protocol.ts'
import { pick, validate } from '../channel/schema.ts'
import type { Definitions } from '../channel/subscriptions.ts'
import { systemClock } from '../platform/clock.ts'
import { consoleLogger, createLog, type Log } from '../platform/globals.ts'
import { readOptions } from '../policy/option.ts'
import type { Backplane } from './backplane.ts'
import type { ChannelHandlers, Peer } from './handlers.ts'
import { readLimits, type Limits } from './limits.ts'
import { Link, type House } from './link.ts'
import { isAllowed, type Origins } from './origin.ts'
import type { ServerOptions } from './options.ts'
import { Rooms } from './rooms.ts'
import { Topics } from './topics.ts'

/**
 * Serves typed channels: the other half of `createClient`.
 *
 * @throws TypeError or RangeError for a wrong option
 */
export function createServer<const D extends Definitions, User = undefined>(
  options: ServerOptions<D, User>,
): Server<ContractsOf<D>, User> {
  return new Server(options)
}

/** The other half of a client with channels. */
export class Server<Channels extends object, User> {
  readonly #house: House
  readonly #log: Log
  readonly #topics = new Topics()
  readonly #definitions: Definitions
  readonly #rooms = new Rooms()
  readonly #links = new Set<Link>()
  readonly #http: HttpServer
  readonly #sockets: WebSocketServer
  readonly #backplane: Backplane | undefined
  readonly #isOwn: boolean
  readonly #codec: Codec
  readonly #ready: Promise<unknown>
  #stopHearing: (() => unknown) | undefined
  readonly #beat
  readonly #heartbeat: number

  /** @internal */
  constructor(options: ServerOptions<Definitions, User>) {
    const { logger } = readOptions({ logger: options.logger }, { logger: consoleLogger })
    const read = readOptions(options, { port: 0, host: '127.0.0.1', heartbeat: 25_000 })
    const limits = readLimits(options.limits ?? {})
    this.#log = createLog(logger)
    this.#definitions = options.channels
    for (const [pattern, definition] of Object.entries(options.channels)) {
      this.#topics.set(pattern, { definition, handlers: {} })
    }
    this.#codec = options.codec ?? jsonCodec
    this.#house = this.#createHouse(options, limits)
    this.#backplane = options.backplane
    this.#isOwn = !options.server
    this.#http = options.server ?? createHttpServer((_, response) => void response.writeHead(426).end())
    this.#sockets = new WebSocketServer({
      server: this.#http,
      maxPayload: limits.messageBytes,
      ...(options.path !== undefined && { path: options.path }),
      verifyClient: ({ req }: { req: IncomingMessage }) => this.#mayConnect(options.origins ?? 'same', req),
    })
    this.#sockets.on('connection', (socket, request) => this.#connected(socket, request))
    this.#heartbeat = read.heartbeat
    this.#beat = systemClock.timer(() => this.#askAll())
    this.#beat.start(this.#heartbeat)
    this.#ready = this.#start(read.port, read.host)
  }

  /** How many clients are connected to this node. */
  get links(): number {
    return this.#links.size
  }

  /** Resolves with the port when clients may come. */
  async ready(): Promise<number> {
    await this.#ready
    return (this.#http.address() as AddressInfo).port
  }

  /** What to do with what is said on a channel, or on those whose names begin so (`room:*`). */
  channel<Name extends keyof Channels & string>(name: Name, handlers: ChannelHandlers<Channels[Name], User>): this
  /** The same by the name of a definition, such as `room:*`. */
  channel(name: string, handlers: object): this {
    this.#topics.set(name, { definition: this.#definitions[name] ?? {}, handlers: handlers })
    return this
  }

  /**
   * Sends an event to all who are subscribed, on every node.
   * @throws ValidationError for data that does not fit the channel's schema
   */
  publish<Name extends keyof Channels & string, E extends NameOf<ReceivedOf<Channels[Name]>>>(
    channel: Name,
    event: E,
    data: ReceivedOf<Channels[Name]>[E],
  ): void {
    const schema = pick(this.#topics.find(channel)?.definition.receive, event)
    const checked = validate(schema, data, `Event "${event}" of channel "${channel}"`)
    this.#deliver(channel, event, checked)
    void this.#tellNodes([channel, event, checked])
  }

  /** Ends the subscriptions of this node's clients, all of them or those of the `chosen` users. */
  kick(
    channel: keyof Channels & string,
    why: { code: string; message?: string; retry?: boolean },
    chosen: (user: User) => boolean = () => true,
  ): void {
    for (const link of this.#rooms.links(channel)) if (chosen(link.user as User)) link.kick(channel, why)
  }

  /** Ends the links of this node's clients, all of them or the `chosen` ones: of a user who signed out, for example. */
  disconnect(
    code: number,
    reason?: string,
    chosen: (client: Pick<Peer<User>, 'user' | 'request'>) => boolean = () => true,
  ): void {
    for (const link of [...this.#links]) {
      if (chosen({ user: link.user as User, request: link.request })) link.close(code, reason)
    }
  }

  /** Ends it: clients are told to come back within `spread` ms, to another node or to this one's successor. */
  async close({ spread = 5_000 } = {}): Promise<void> {
    this.#beat.stop()
    for (const link of this.#links) link.close(1012, JSON.stringify({ retryAfter: 0, spread }))
    const patience = systemClock.timer(() => {
      for (const socket of this.#sockets.clients) socket.terminate()
    })
    patience.start(1_000)
    await new Promise((resolve) => this.#sockets.close(resolve))
    patience.stop()
    if (this.#isOwn) await new Promise((resolve) => this.#http.close(resolve))
    await this.#stopHearing?.()
  }

  async #start(port: number, host: string): Promise<void> {
    this.#stopHearing = await this.#backplane?.subscribe((message) => this.#heard(message))
    if (!this.#isOwn) return
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject)
      this.#http.listen(port, host, resolve)
    })
  }

  #createHouse({ authenticate }: ServerOptions<Definitions, User>, limits: Required<Limits>): House {
    return {
      limits,
      codec: this.#codec,
      now: () => systemClock.now(),
      ...(authenticate && { authenticate }),
      topic: (name) => this.#topics.find(name),
      joined: (link, channel) => this.#rooms.join(link, channel),
      left: (link, channel) => this.#rooms.leave(link, channel),
      warn: (message, ...details) => this.#log('warn', `holdfast: ${message}`, ...details),
    }
  }

  #mayConnect(origins: Origins, request: IncomingMessage): boolean {
    const may = isAllowed(origins, request)
    if (!may) {
      this.#log('warn', `holdfast: refused a page of ${request.headers.origin}: the option origins does not let it in`)
    }
    return may
  }
  #connected(socket: WebSocket, request: IncomingMessage): void {
    const link = new Link(socket, request, this.#house)
    const { linksPerAddress, authenticateTimeout } = this.#house.limits
    const address = request.socket.remoteAddress
    const same = linksPerAddress < Infinity ? this.#count(address) : 0
    const patience = systemClock.timer(() => link.isAuthenticated || link.close(4408, 'not authenticated in time'))
    this.#links.add(link)
    socket.binaryType = 'arraybuffer'
    socket.on('message', (data, isBinary) => link.received(isBinary ? (data as ArrayBuffer) : String(data)))
    socket.on('pong', () => (link.isAlive = true))
    socket.on('error', (error) => this.#house.warn('a link failed', error))
    socket.on('close', () => {
      patience.stop()
      this.#links.delete(link)
      link.closed()
    })
    if (same >= linksPerAddress) return link.close(4429, 'too many links')
    patience.start(link.isAuthenticated ? Infinity : authenticateTimeout)
  }

  #count(address: string | undefined): number {
    return [...this.#links].filter(({ request }) => request.socket.remoteAddress === address).length
  }

  /** Whoever gave no sign since the last time is gone. */
  #askAll(): void {
    for (const socket of this.#sockets.clients) socket.ping()
    for (const link of [...this.#links]) {
      if (!link.isAlive) link.end(1001, 'no sign of life')
      link.isAlive = false
    }
    this.#beat.start(this.#heartbeat)
  }

  #deliver(channel: string, event: string, data: unknown): void {
    const links = this.#rooms.links(channel)
    if (links.length === 0) return
    // Made once for all of them.
    const frame = this.#codec.encode({ type: 'event', channel, event, data }) as string
    for (const link of links) link.sendFrame(frame)
  }

  /** The other nodes may be out of reach, which must not end this one. */
  async #tellNodes(published: [channel: string, event: string, data: unknown]): Promise<void> {
    try {
      await this.#backplane?.publish(JSON.stringify(published))
    } catch (error) {
      this.#house.warn('the backplane took no message', error)
    }
  }

  /** Another node published something. */
  #heard(message: string): void {
    try {
      const [channel, event, data] = JSON.parse(message) as [string, string, unknown]
      this.#deliver(channel, event, data)
    } catch (error) {
      this.#house.warn('a message of the backplane is none', error)
    }
  }
}
