import type { ContractsOf, NameOf, ReceivedOf } from '../channel/contract.ts'
import { jsonCodec } from '../channel/json.ts'
import type { Definitions } from '../channel/subscriptions.ts'
import { systemClock } from '../platform/clock.ts'
import { consoleLogger } from '../platform/globals.ts'
import { readOptions } from '../policy/option.ts'
import type { Client } from './client.ts'
import { Clients } from './clients.ts'
import { Message } from './frame.ts'
import { Gate } from './gate.ts'
import type { ChannelHandlers, NameIn, Peer } from './handlers.ts'
import type { House } from './house.ts'
import { Journal } from './journal.ts'
import { readLimits } from './limits.ts'
import { checkClose } from './link.ts'
import { Nodes, type Order, type Why } from './nodes.ts'
import type { ServerOptions } from './options.ts'
import { Outlet } from './outlet.ts'
import { Refusal } from './refusal.ts'
import { Rooms } from './rooms.ts'
import type { Subscriber } from './subscription.ts'
import { Topics, type AnyHandlers } from './topics.ts'

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

/** What a server has done since it was made, on this node. */
export interface ServerStats {
  /** Clients that are connected. */
  readonly links: number
  /** Of all of them. */
  readonly subscriptions: number
  /** Messages of clients. */
  readonly received: number
  /** Of those: what could not be read. */
  readonly malformed: number
  /** … what was of a type that this version does not know. */
  readonly unknown: number
  /** … what was answered with an error. */
  readonly refused: number
  /** Links that the server ended, by close code. */
  readonly ended: ReadonlyMap<number, number>
}

/** Told to go, to come back by the hint. Not 1012, whose hint WebKit does not show. */
const goingAway = 4900

/** The other half of a client with channels. */
export class Server<Channels extends object, User> {
  readonly #house: House
  readonly #journal: Journal
  readonly #clients: Clients
  readonly #gate: Gate
  readonly #nodes: Nodes
  readonly #ready: Promise<void>
  #closing: Promise<void> | undefined

  /** @internal */
  constructor(options: ServerOptions<Definitions, User>) {
    const { logger, codec } = readOptions(
      { logger: options.logger, codec: options.codec },
      { logger: consoleLogger, codec: jsonCodec },
    )
    const limits = readLimits(options.limits ?? {})
    const { authenticate } = options
    this.#journal = new Journal(logger, systemClock.now)
    this.#nodes = new Nodes(options.backplane, codec, this.#journal)
    this.#house = {
      ...{ limits, journal: this.#journal, outlet: new Outlet(), rooms: new Rooms(), now: systemClock.now },
      topics: new Topics(options.channels),
      ...(authenticate && { authenticate }),
      publish: (message, except) => {
        this.#deliver(message, except)
        this.#nodes.tell(message.operation)
      },
    }
    const { messageBytes } = limits
    this.#gate = new Gate({ ...options, codec, messageBytes }, this.#journal, (entrance) =>
      this.#clients.enter(entrance),
    )
    this.#clients = new Clients(this.#house, options)
    this.#ready = this.#start()
    this.#ready.catch((error: unknown) => this.#journal.warn('the server did not start', error))
  }

  /** How many clients are connected to this node. */
  get links(): number {
    return this.#clients.size
  }

  /** Resolves with the port when clients may come. Rejects if it cannot listen, or its backplane does not let it hear. */
  async ready(): Promise<number> {
    await this.#ready
    return this.#gate.port()
  }

  /**
   * What to do with what is said on a channel, or on those whose names begin so (`room:*`).
   * @throws RangeError for a channel that is not defined
   */
  channel<Name extends keyof Channels & string>(
    name: Name,
    handlers: ChannelHandlers<Channels[Name], User, NameIn<Name>>,
  ): this
  channel(name: string, handlers: AnyHandlers): this {
    this.#house.topics.handle(name, handlers)
    return this
  }

  /**
   * Sends an event to all who are subscribed, on every node; an event of no channel to everybody.
   * @throws ValidationError for data that does not fit the channel's schema; TypeError for what is no message
   */
  publish<Name extends keyof Channels & string, E extends NameOf<ReceivedOf<Channels[Name]>>>(
    channel: Name,
    event: E,
    data: ReceivedOf<Channels[Name]>[E],
  ): void {
    this.#house.publish(this.#house.topics.event(channel, event, data))
  }

  /** The users who are subscribed on this node, once for each of their links. */
  users(channel: keyof Channels & string): User[] {
    const inside = this.#house.rooms.list(channel).filter(({ isIn }) => isIn)
    return inside.map(({ client }) => client.user as User)
  }

  /** Ends subscriptions: all of them or those of the user with this id, on every node, or of the `chosen` on this one. */
  kick(channel: keyof Channels & string, why: Why, chosen?: string | ((user: User) => boolean)): void {
    const user = typeof chosen === 'string' ? chosen : undefined
    if (typeof chosen !== 'function') this.#nodes.tell({ type: 'kick', channel, user, ...why })
    this.#kick(channel, why, typeof chosen === 'function' ? (client) => chosen(client.user as User) : named(user))
  }

  /**
   * Ends links, when a user signs out for example: all of them or those of the user with this id, on every node, or the
   * `chosen` on this one.
   * @throws TypeError for what is no close code; RangeError for a reason of more than 123 bytes
   */
  disconnect(
    code: number,
    reason?: string,
    chosen?: string | ((client: Pick<Peer<User>, 'user' | 'request'>) => boolean),
  ): void {
    checkClose(code, reason)
    const user = typeof chosen === 'string' ? chosen : undefined
    if (typeof chosen !== 'function') this.#nodes.tell({ type: 'disconnect', code, reason, user })
    const isChosen = ({ user, link: { request } }: Client) =>
      typeof chosen === 'function' && chosen({ user: user as User, request })
    this.#disconnect(code, reason, typeof chosen === 'function' ? isChosen : named(user))
  }

  /** Counts what has happened on this node. */
  stats(): ServerStats {
    const { received, malformed, unknown, refused, ended } = this.#journal
    const subscriptions = this.#house.rooms.size
    return { links: this.links, subscriptions, received, malformed, unknown, refused, ended: new Map(ended) }
  }

  /** Ends it: clients are told to come back within `spread` ms (5,000 by default), to another node or to this one's successor. */
  close({ spread = 5_000 }: { spread?: number } = {}): Promise<void> {
    const hint = JSON.stringify({ retryAfter: 0, ...readOptions({ spread }, { spread: 0 }) })
    return (this.#closing ??= this.#close(hint))
  }

  async #close(hint: string): Promise<void> {
    this.#gate.shut()
    await this.#clients.close(goingAway, hint)
    await this.#gate.close()
    await this.#nodes.close()
  }

  async #start(): Promise<void> {
    await this.#nodes.listen((order) => this.#ordered(order))
    await this.#gate.listen()
  }

  /** Another node did it. */
  #ordered(order: Order): void {
    if (order.type === 'event') this.#deliver(new Message(order))
    else if (order.type === 'kick') this.#kick(order.channel, order, named(order.user))
    else if (order.type === 'disconnect') this.#disconnect(order.code, order.reason, named(order.user))
  }

  #deliver(message: Message, except?: object): void {
    const { operation } = message
    const channel = 'channel' in operation ? operation.channel : undefined
    if (channel) return this.#house.rooms.tell(channel, message, except)
    for (const client of this.#clients) {
      if (client !== except && client.isAuthenticated) client.link.send(message.in(client.link.codec))
    }
  }

  #kick(channel: string, { code, message, retry = false }: Why, isChosen: (client: Subscriber) => boolean): void {
    const why = new Refusal(code, message, { retry })
    for (const subscription of this.#house.rooms.list(channel)) {
      if (isChosen(subscription.client)) subscription.client.kick(subscription, why)
    }
  }

  #disconnect(code: number, reason: string | undefined, isChosen: (client: Client) => boolean): void {
    for (const client of this.#clients) if (isChosen(client)) client.link.close(code, reason)
  }
}

/** Everybody, or who has this id. */
function named(user: string | undefined): (client: Subscriber) => boolean {
  return ({ id }) => user === undefined || id === user
}
