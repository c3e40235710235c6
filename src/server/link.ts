import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import type { ClientOperation, ServerOperation } from '../channel/operation.ts'
import type { Codec } from '../channel/protocol.ts'
import { pick, validate } from '../channel/schema.ts'
import { ValidationError } from '../errors.ts'
import { RateLimit } from '../policy/rate-limit.ts'
import type { Context, Peer } from './handlers.ts'
import type { Limits } from './limits.ts'
import { readOperation } from './operation.ts'
import { Refusal } from './refusal.ts'
import type { Topic } from './topics.ts'

// One client's link: reads what it says, asks the application, answers. What a client sends can end its own link, and
// nothing else.

/** What a link needs of its server. */
export interface House {
  readonly limits: Required<Limits>
  readonly codec: Codec
  now(): number
  authenticate?(data: unknown, peer: Pick<Peer<unknown>, 'request'>): unknown
  topic(name: string): Topic | undefined
  joined(link: Link, channel: string): void
  left(link: Link, channel: string): void
  warn(message: string, ...details: unknown[]): void
}

type Subscribe = Extract<ClientOperation, { type: 'subscribe' }>
type Said = Extract<ClientOperation, { type: 'event' | 'request' }>

export class Link {
  readonly request: IncomingMessage
  readonly #socket: WebSocket
  readonly #house: House
  readonly #rate: RateLimit
  /** The id of the last subscription to each channel, which may still be undecided. */
  readonly #subscriptions = new Map<string, number>()
  /** Where the client was let in. */
  readonly #joined = new Set<string>()
  #malformed = 0
  #isAuthenticated: boolean
  user: unknown
  /** Whether something came since the server last asked. */
  isAlive = true

  constructor(socket: WebSocket, request: IncomingMessage, house: House) {
    this.#socket = socket
    this.request = request
    this.#house = house
    this.#rate = new RateLimit({ messages: house.limits.messagesPerSecond })
    this.#isAuthenticated = !house.authenticate
  }

  get isAuthenticated(): boolean {
    return this.#isAuthenticated
  }

  /** A frame came in. */
  received(frame: string | ArrayBuffer): void {
    this.isAlive = true
    if (this.#socket.readyState !== 1) return // it was told to go
    const now = this.#house.now()
    if (this.#rate.wait(0, now) > 0) return this.close(4906, 'too many messages')
    this.#rate.count(0, now)
    let operation: ClientOperation | undefined
    try {
      operation = readOperation(this.#house.codec.decode(frame))
    } catch (error) {
      this.#house.warn('a malformed message', error)
      if (++this.#malformed >= this.#house.limits.malformed) this.close(4904, 'malformed messages')
      return
    }
    if (operation) this.#handle(operation)
  }

  /** Says it to the client, unless that reads too slowly to be worth waiting for. */
  say(operation: ServerOperation): void {
    this.sendFrame(this.#house.codec.encode(operation) as string)
  }

  sendFrame(frame: string | Uint8Array): void {
    if (this.#socket.readyState !== 1) return
    this.#socket.send(frame)
    // Nothing more is sent, so what it has not read yet is bounded; the close frame comes after that.
    if (this.#socket.bufferedAmount > this.#house.limits.bufferedBytes) this.close(4905, 'reads too slowly')
  }

  close(code = 1000, reason = ''): void {
    this.#socket.close(code, reason)
  }

  /** Closes, and does not wait for a client that may not answer. */
  end(code: number, reason: string): void {
    this.close(code, reason)
    this.#socket.terminate()
  }

  /** Ends a subscription. */
  kick(channel: string, why: { code: string; message?: string; retry?: boolean }): void {
    if (!this.#leave(channel)) return
    this.say({ type: 'unsubscribed', channel, ...why })
  }

  /** The link is over. */
  closed(): void {
    for (const channel of [...this.#subscriptions.keys()]) this.#leave(channel)
  }

  #handle(operation: ClientOperation): void {
    const { type } = operation
    if (type === 'ping' || type === 'pong') {
      if (type === 'ping') this.say({ type: 'pong', id: operation.id })
      return
    }
    if (type === 'authenticate') return this.#answer(operation.id, () => this.#authenticate(operation.data))
    if (!this.#isAuthenticated) {
      if ('id' in operation) this.#refuse(operation.id, new Refusal('unauthenticated', 'Authenticate first'))
      return
    }
    if (type === 'unsubscribe') this.#leave(operation.channel)
    else if (type === 'subscribe') this.#answer(operation.id, () => this.#subscribe(operation))
    else if (type === 'request') this.#answer(operation.id, () => this.#request(operation))
    else if (type === 'event') this.#answer(undefined, () => this.#event(operation))
  }

  async #authenticate(data: unknown): Promise<unknown> {
    if (!this.#house.authenticate) return undefined
    const { user, reply } = (await this.#house.authenticate(data, this)) as { user: unknown; reply?: unknown }
    this.user = user
    this.#isAuthenticated = true
    return reply
  }

  async #subscribe({ id, channel, data }: Subscribe): Promise<unknown> {
    const topic = this.#house.topic(channel)
    if (!topic || !channel) throw new Refusal('unknown', `There is no channel "${channel}"`)
    if (this.#subscriptions.size >= this.#house.limits.subscriptions && !this.#subscriptions.has(channel)) {
      throw new Refusal('too-many-subscriptions')
    }
    this.#subscriptions.set(channel, id)
    try {
      const params = validate(topic.definition.params, data, `The parameter of channel "${channel}"`)
      const reply = await topic.handlers.subscribe?.(params, this.#context(channel))
      // The client may have left, or asked anew, meanwhile.
      if (this.#subscriptions.get(channel) === id) {
        this.#joined.add(channel)
        this.#house.joined(this, channel)
      }
      return reply
    } catch (error) {
      // It may have been let in before.
      if (this.#subscriptions.get(channel) === id) this.#leave(channel)
      throw error
    }
  }

  #request({ event, data, ...said }: Said): unknown {
    const channel = said.channel ?? ''
    const topic = this.#house.topic(channel)
    const handler = pick(topic?.handlers.requests, event)
    if (!topic || !handler) throw new Refusal('unknown', `Channel "${channel}" has no request "${event}"`)
    const schema = pick(topic.definition.request, event)?.params
    return handler(validate(schema, data, `The parameter of "${event}"`), this.#context(channel))
  }

  #event({ event, data, ...said }: Said): unknown {
    const channel = said.channel ?? ''
    const topic = this.#house.topic(channel)
    const schema = pick(topic?.definition.send, event)
    return pick(topic?.handlers.events, event)?.(validate(schema, data, `Event "${event}"`), this.#context(channel))
  }

  /** Answers with what `run` gives. What the application throws without meaning to is for its log, not for the client. */
  #answer(id: number | undefined, run: () => unknown): void {
    new Promise((resolve) => resolve(run())).then(
      (data) => id !== undefined && this.say({ type: 'reply', id, ...(data !== undefined && { data }) }),
      (error: unknown) => this.#refuse(id, error),
    )
  }

  #refuse(id: number | undefined, error: unknown): void {
    const isMeant = error instanceof Refusal || error instanceof ValidationError
    if (!isMeant) this.#house.warn('a handler failed', error)
    else if (id === undefined) this.#house.warn('an event was refused', error)
    if (id === undefined) return
    const { code, message, retryable } = isMeant ? error : new Refusal('internal')
    const data = error instanceof Refusal ? error.data : undefined
    this.say({ type: 'error', id, code, message, retry: retryable, ...(data !== undefined && { data }) })
  }

  #leave(channel: string): boolean {
    this.#subscriptions.delete(channel)
    if (!this.#joined.delete(channel)) return false
    this.#house.left(this, channel)
    const topic = this.#house.topic(channel)
    this.#answer(undefined, () => topic?.handlers.left?.(this.#context(channel)))
    return true
  }

  #context(channel: string): Context<Record<string, never>, unknown> {
    const { user, request } = this
    return {
      ...{ user, request, channel },
      close: (code, reason) => this.close(code, reason),
      send: (event: string, data: unknown) => this.say({ type: 'event', ...(channel && { channel }), event, data }),
    }
  }
}
