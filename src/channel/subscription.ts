import { guard } from '../platform/globals.ts'
import type { Timer } from '../platform/clock.ts'
import type { RemoteError } from '../errors.ts'
import type { Unsubscribed } from './operation.ts'
import { validate, type Definition } from './schema.ts'
import type { Wire } from './wire.ts'

// One channel at the server, however many handles share it: subscribed while one of them needs it, again after each
// reconnect, and left some time after the last one. It fences what belongs to an earlier subscription.

/** The life of a channel. It never changes: a new state is a new object. */
export type ChannelState<Joined = unknown> =
  /** Nobody needed it yet. */
  | Readonly<{ name: 'idle' }>
  /** Nobody needs it any more, or the client is closed. */
  | Readonly<{ name: 'left' }>
  /** The server was asked, or will be once a link is open. */
  | Readonly<{ name: 'joining' }>
  /** `data` is what the server said; `resumed`: nothing was missed since the last time. */
  | Readonly<{ name: 'joined'; data: Joined; resumed: boolean }>
  /** The server said no. It is asked again only if its error says so, or by `join()`. */
  | Readonly<{ name: 'refused'; error: Error; retrying: boolean }>
  /** The server ended it. It is asked again only if it said so, or by `join()`. */
  | Readonly<{ name: 'kicked'; code: string; message: string; retrying: boolean }>

export type Listener = (data: never) => unknown

/** What a subscription is made with: a value, or an (async) function that gives it for each. */
export type ParamsSource<Params> = Params | (() => Params | Promise<Params>)

export class Subscription {
  readonly name: string
  readonly definition: Definition
  readonly #wire: Wire
  readonly #linger: Timer
  readonly #retry: Timer
  readonly #lingerTime: number
  readonly #users = new Set<object>()
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #stateListeners = new Set<(state: ChannelState) => void>()
  #params: unknown
  /** Of the subscribe that is under way or counts; what names another one is late. */
  #round = 0
  #id = 0
  #failures = 0
  state: ChannelState = Object.freeze({ name: 'idle' })

  constructor(name: string, wire: Wire, definition: Definition, linger: number) {
    this.name = name
    this.#wire = wire
    this.definition = definition
    this.#lingerTime = linger
    this.#linger = wire.clock.timer(() => this.#leave())
    this.#retry = wire.clock.timer(() => this.#subscribe())
  }

  get isNeeded(): boolean {
    return this.#users.size > 0
  }

  /** Nobody would notice if it were forgotten. */
  get isUnused(): boolean {
    return this.#isOut && !this.isNeeded && this.#stateListeners.size === 0
  }

  /** `user` needs the channel until it releases it. */
  hold(user: object): void {
    this.#users.add(user)
    this.#linger.stop()
    // Messages of no channel need no subscription.
    if (this.#isOut && this.name) this.#subscribe()
  }

  release(user: object): void {
    if (this.#users.delete(user) && !this.isNeeded) this.#linger.start(this.#lingerTime)
  }

  /** The same, with these params: subscribes anew if they are others, or if the server said no. */
  join(user: object, params: unknown): void {
    const { name } = this.state
    const isAnew = !isSame(params, this.#params) || name === 'refused' || name === 'kicked'
    this.#params = params
    if (!this.#isOut && isAnew) this.#subscribe()
    this.hold(user)
  }

  on(event: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener))
    return () => {
      if (listeners.delete(listener) && listeners.size === 0) this.#listeners.delete(event)
    }
  }

  onState(listener: (state: ChannelState) => void): () => void {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  event(event: string, data: unknown): void {
    const listeners = this.#listeners.get(event)
    if (!listeners) return
    let checked = data
    try {
      checked = validate(this.definition.receive?.[event], data, `Event "${event}" of channel "${this.name}"`)
    } catch (error) {
      return this.#wire.invalid({ reason: 'schema', data, error })
    }
    // A listener that is removed during a dispatch is not called by it.
    for (const listener of [...listeners]) if (listeners.has(listener)) guard(() => listener(checked as never))
  }

  /** A link is open. */
  opened(): void {
    const isWanted = this.state.name === 'joining' || (this.#isOut && this.isNeeded && this.name)
    if (!isWanted) return
    this.#forget()
    this.#change({ name: 'joining' })
    this.#begin()
  }

  /** The link broke: what was joined has to be joined again. */
  lost(): void {
    this.#forget()
    const { state } = this
    if (state.name === 'joined' || ('retrying' in state && state.retrying)) this.#change({ name: 'joining' })
  }

  closed(): void {
    this.#forget()
    this.#linger.stop()
    if (!this.#isOut) this.#change({ name: 'left' })
  }

  unsubscribed({ code = '', message = '', retry = false }: Unsubscribed): void {
    this.#forget()
    this.#change({ name: 'kicked', code, message, retrying: retry })
    if (retry) this.#retry.start(this.#wire.backoff(++this.#failures))
  }

  /** Late answers are not for us, and no retry is due. */
  #forget(): void {
    this.#round++
    this.#wire.replies.forget(this.#id)
    this.#retry.stop()
  }

  #subscribe(): void {
    this.#forget()
    this.#change({ name: 'joining' })
    const round = this.#round
    // Later, so that listeners and join() of one moment are one subscription.
    void Promise.resolve().then(() => round === this.#round && this.#begin())
  }

  #begin(): void {
    if (!this.#wire.isOpen()) return
    if (typeof this.#params === 'function') void this.#fetch(this.#params as () => unknown)
    else this.#ask(this.#params)
  }

  async #fetch(params: () => unknown): Promise<void> {
    const round = this.#round
    try {
      const data = await params()
      if (round === this.#round) this.#ask(data)
    } catch (error) {
      if (round === this.#round) this.#refused(error as Error, true)
    }
  }

  #ask(data: unknown): void {
    this.#id = this.#wire.replies.expect({
      reply: (joined) => this.#joined(joined),
      fail: (error: RemoteError) => this.#refused(error, error.retryable),
    })
    this.#wire.control({ type: 'subscribe', id: this.#id, channel: this.name, ...(data !== undefined && { data }) })
  }

  #joined(data: unknown): void {
    this.#failures = 0
    try {
      const checked = validate(this.definition.joined, data, `The reply to the subscription of channel "${this.name}"`)
      this.#change({ name: 'joined', data: checked, resumed: false })
    } catch (error) {
      this.#wire.invalid({ reason: 'schema', data, error })
      this.#refused(error as Error, false)
    }
  }

  #refused(error: Error, retrying: boolean): void {
    this.#change({ name: 'refused', error, retrying })
    if (retrying) this.#retry.start(this.#wire.backoff(++this.#failures))
  }

  #leave(): void {
    this.#forget()
    if (this.state.name === 'joined' || this.state.name === 'joining') {
      this.#wire.control({ type: 'unsubscribe', channel: this.name })
    }
    this.#change({ name: 'left' })
  }

  get #isOut(): boolean {
    return this.state.name === 'idle' || this.state.name === 'left'
  }

  #change(state: ChannelState): void {
    if (state.name === this.state.name && state.name !== 'joined') return
    this.state = Object.freeze(state)
    for (const listener of [...this.#stateListeners]) guard(() => listener(state))
  }
}

function isSame(params: unknown, before: unknown): boolean {
  if (params === before || typeof params === 'function' || typeof before === 'function') return params === before
  return JSON.stringify(params) === JSON.stringify(before)
}
