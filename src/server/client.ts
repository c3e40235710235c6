import type { ClientOperation } from '../channel/operation.ts'
import { pick, validate, type StandardSchema } from '../channel/schema.ts'
import { ValidationError } from '../errors.ts'
import { Credentials } from './credentials.ts'
import type { Context } from './handlers.ts'
import type { House } from './house.ts'
import type { Link } from './link.ts'
import { Refusal, showName } from './refusal.ts'
import { Subscription, type Subscriber } from './subscription.ts'
import type { Topic } from './topics.ts'

// One client: what it says is asked of the application, and answered. What one client says concerns no other.

type Subscribe = Extract<ClientOperation, { type: 'subscribe' }>
type Said = Extract<ClientOperation, { type: 'event' | 'request' }>

/** What is done right after the answer was sent, or before an error is. */
interface Then {
  done?(): void
  failed?(error: unknown): void
}

export class Client implements Subscriber {
  readonly link: Link
  readonly #house: House
  readonly #credentials: Credentials
  readonly #subscriptions = new Map<string, Subscription>()
  /** What the application was asked and has not answered. */
  #pending = 0

  constructor(link: Link, house: House) {
    this.link = link
    this.#house = house
    this.#credentials = new Credentials(house, link.request, (code, reason) => link.close(code, reason))
  }

  get user(): unknown {
    return this.#credentials.user
  }

  get id(): string | undefined {
    return this.#credentials.id
  }

  get isAuthenticated(): boolean {
    return this.#credentials.isGood
  }

  /** The client said something. */
  said(operation: ClientOperation): void {
    const { type } = operation
    if (type === 'pong') return
    if (type === 'ping') return this.link.say({ type: 'pong', id: operation.id })
    const id = 'id' in operation ? operation.id : undefined
    if (type !== 'authenticate' && !this.isAuthenticated) {
      return this.#refuse(id, new Refusal('unauthenticated', 'Authenticate first'))
    }
    if (type === 'unsubscribe') return this.#leave(this.#subscriptions.get(operation.channel))
    if (this.#pending >= this.#house.limits.pending) {
      return this.#refuse(id, new Refusal('busy', 'Too much is not answered yet', { retry: true }))
    }
    if (type === 'authenticate') this.#authenticate(operation.id, operation.data)
    else if (type === 'subscribe') this.#subscribe(operation)
    else if (type === 'request') this.#answer(id, () => this.#request(operation))
    else if (type === 'event') this.#answer(id, () => this.#event(operation))
  }

  /** Ends a subscription. */
  kick(subscription: Subscription, { code, message, retryable }: Refusal): void {
    const { channel, isIn } = subscription
    this.#leave(subscription, new Refusal(code, message, { retry: retryable }))
    if (isIn) this.link.say({ type: 'unsubscribed', channel, code, message, retry: retryable })
  }

  /** The link is over. */
  closed(): void {
    this.#credentials.end()
    for (const subscription of [...this.#subscriptions.values()]) this.#leave(subscription)
  }

  #authenticate(id: number, data: unknown): void {
    let isOther = false
    const run = async () => {
      const checked = await this.#credentials.check(data)
      isOther = checked.isOther
      return checked.reply
    }
    this.#answer(id, run, { done: () => isOther && this.#changedUser() })
  }

  /** What one user may hear is not for the next: the application is asked for each channel again. */
  #changedUser(): void {
    const changed = new Refusal('user-changed', 'Another user has signed in', { retry: true })
    for (const subscription of [...this.#subscriptions.values()]) {
      // What is still decided is decided for the earlier one.
      if (subscription.isUndecided) this.kick(subscription, changed)
      else this.#decide(undefined, subscription)
    }
  }

  #subscribe({ id, channel, data }: Subscribe): void {
    const { limits, rooms } = this.#house
    let subscription = this.#subscriptions.get(channel)
    if (!subscription) {
      if (!channel || !this.#house.topics.find(channel)) return this.#refuse(id, noChannel(channel))
      if (this.#subscriptions.size >= limits.subscriptions) {
        return this.#refuse(id, new Refusal('too-many-subscriptions'))
      }
      subscription = new Subscription(this, channel)
      this.#subscriptions.set(channel, subscription)
      rooms.add(subscription)
    }
    subscription.data = data
    this.#decide(id, subscription)
  }

  #decide(id: number | undefined, subscription: Subscription): void {
    const counts = subscription.ask(subscription.data)
    this.#answer(id, () => this.#join(subscription), {
      done: () => counts() && subscription.enter() && this.#tell('joined', subscription),
      // It may have been let in before.
      failed: (error) => {
        if (!counts()) return
        if (id === undefined) this.kick(subscription, readRefusal(error))
        else this.#leave(subscription)
      },
    })
  }

  async #join(subscription: Subscription): Promise<unknown> {
    const { channel, data } = subscription
    const { definition, handlers } = this.#topic(channel)
    const params = check(definition.params, data, `The parameter of channel ${showName(channel)}`)
    const reply = await handlers.subscribe?.(params, this.#context(channel))
    if (subscription.ended) throw subscription.ended
    return validate(definition.joined, reply, `The reply to the subscription of channel ${showName(channel)}`)
  }

  async #request(said: Said): Promise<unknown> {
    const [channel, event] = [said.channel ?? '', said.event]
    const { definition, handlers } = this.#topic(channel)
    const handler = pick(handlers.requests, event)
    if (!handler) throw new Refusal('unknown', `Channel ${showName(channel)} has no request ${showName(event)}`)
    const schemas = pick(definition.request, event)
    const params = check(schemas?.params, said.data, `The parameter of ${showName(event)}`)
    return validate(schemas?.result, await handler(params, this.#context(channel)), `The result of ${showName(event)}`)
  }

  #event(said: Said): unknown {
    const [channel, event] = [said.channel ?? '', said.event]
    const { definition, handlers } = this.#topic(channel)
    const handler = pick(handlers.events, event)
    if (!handler) throw new Refusal('unknown', `Channel ${showName(channel)} has no event ${showName(event)}`)
    const data = check(pick(definition.send, event), said.data, `Event ${showName(event)}`)
    return handler(data, this.#context(channel))
  }

  #topic(channel: string): Topic {
    const topic = this.#house.topics.find(channel)
    if (!topic) throw noChannel(channel)
    return topic
  }

  #leave(subscription: Subscription | undefined, why?: Refusal): void {
    if (!subscription || this.#subscriptions.get(subscription.channel) !== subscription) return
    this.#subscriptions.delete(subscription.channel)
    this.#house.rooms.remove(subscription)
    subscription.end(why)
    if (subscription.isIn) this.#tell('left', subscription)
  }

  #tell(what: 'joined' | 'left', { channel }: Subscription): void {
    this.#answer(undefined, () => this.#house.topics.find(channel)?.handlers[what]?.(this.#context(channel)))
  }

  /** Answers with what `run` gives. It never rejects, and neither does what the application gives back. */
  #answer(id: number | undefined, run: () => unknown, { done, failed }: Then = {}): void {
    const work = async () => {
      this.#pending++
      try {
        const data = await run()
        if (id !== undefined) this.link.say({ type: 'reply', id, ...(data !== undefined && { data }) })
        done?.()
      } catch (error) {
        failed?.(error)
        this.#refuse(id, error)
      } finally {
        this.#pending--
      }
    }
    void work()
  }

  /** What the application throws without meaning to is for its log, not for the client. */
  #refuse(id: number | undefined, error: unknown): void {
    const { journal } = this.#house
    journal.refused++
    if (!(error instanceof Refusal)) journal.warn('a handler failed', error)
    else if (id === undefined) journal.warn('what has no answer was refused', error.message)
    if (id === undefined) return
    const { code, message, data, retryable: retry } = readRefusal(error)
    try {
      this.link.say({ type: 'error', id, code, message, retry, ...(data !== undefined && { data }) })
    } catch (unsaid) {
      journal.warn('the data of a refusal is no message', unsaid)
      this.link.say({ type: 'error', id, code, message, retry })
    }
  }

  #context(channel: string): Context<Record<string, never>, unknown> {
    const { user, link } = this
    const message = (event: string, data: unknown) => this.#house.topics.event(channel, event, data)
    return {
      ...{ user, channel, request: link.request },
      close: (code, reason) => link.close(code, reason),
      send: (event: string, data: unknown) => link.send(message(event, data).in(link.codec)),
      broadcast: (event: string, data: unknown) => this.#house.publish(message(event, data), this),
    }
  }
}

function noChannel(name: string): Refusal {
  return new Refusal('unknown', `There is no channel ${showName(name)}`)
}

/** What a client may know of it. What failed may succeed later. */
function readRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('internal', 'The server failed', { retry: true })
}

/** What a client says wrong it is told; what the application does wrong, with the same schemas, is none of its business. */
function check(schema: StandardSchema | undefined, value: unknown, what: string): unknown {
  try {
    return validate(schema, value, what)
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    throw new Refusal(error.code, error.message, { data: error.issues })
  }
}
