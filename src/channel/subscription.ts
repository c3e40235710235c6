import type { Timer } from '../platform/clock.ts'
import { isHoldfastError, type RemoteError } from '../errors.ts'
import { Listeners } from './listeners.ts'
import type { Unsubscribed } from './operation.ts'
import { pick, validate, type Definition } from './schema.ts'
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
  /** `data` is what the server said; `resumed`: nothing was missed since the last time, which no protocol can tell yet. */
  | Readonly<{ name: 'joined'; data: Joined; resumed: boolean }>
  /** The server said no. It is asked again only if its error says so, or by `join()`. */
  | Readonly<{ name: 'refused'; error: Error; retrying: boolean }>
  /** The server ended it. It is asked again only if it said so, or by `join()`. */
  | Readonly<{ name: 'kicked'; code: string; message: string; retrying: boolean }>

export type Listener = (data: never) => unknown

/** What a subscription is made with: a value, or an (async) function that gives it for each. */
export type ParamsSource<Params> = Params | (() => Params | Promise<Params>)

/** A subscription that was ended sooner (ms) counts as failed. */
const stableAfter = 5_000

export class Subscription {
  readonly name: string
  /** The schemas of the handle that was used last. */
  definition: Definition
  readonly #wire: Wire
  readonly #linger: Timer
  readonly #retry: Timer
  readonly #lingerTime: number
  readonly #users = new Set<object>()
  readonly #listeners = new Listeners<never>()
  readonly #stateListeners = new Listeners<ChannelState>()
  /** States that were not told to all listeners yet. */
  readonly #untold: ChannelState[] = []
  #params: unknown
  /** What they were when they came: who gave them may change them since. */
  #paramsKey: unknown
  /** Of the subscription that is under way or counts; what belongs to another one is late. */
  #round = 0
  /** Of the `subscribe` that the server heard on this link; 0 if it heard none, or said no. */
  #id = 0
  #failures = 0
  #joinedAt = 0
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
    this.#wire.need()
    if (this.#isOut && this.#canSubscribe) this.#subscribe()
  }

  release(user: object): void {
    if (!this.#users.delete(user) || this.isNeeded) return
    if (this.#wire.isOpen()) this.#wire.need() // until now
    this.#linger.start(this.#lingerTime)
  }

  /** The same, with these params: subscribes anew if they are others, or if the server said no. */
  join(user: object, params: unknown): void {
    const { name } = this.state
    if (typeof params !== 'function') this.#checkParams(params)
    const key = params === undefined ? this.#paramsKey : toKey(params)
    const isAnew = !this.#isOut && (name === 'refused' || name === 'kicked' || key !== this.#paramsKey)
    this.#paramsKey = key
    if (params !== undefined) this.#params = params
    this.hold(user)
    if (isAnew) this.#subscribe()
  }

  on(event: string, listener: Listener): () => void {
    return this.#listeners.add(event, listener)
  }

  onState(listener: (state: ChannelState) => void): () => void {
    return this.#stateListeners.add('state', listener)
  }

  event(event: string, data: unknown): void {
    const schema = pick(this.definition.receive, event)
    let checked = data
    try {
      if (schema && this.#listeners.has(event)) {
        checked = validate(schema, data, `Event "${event}" of channel "${this.name}"`)
      }
    } catch (error) {
      return this.#wire.invalid({ reason: 'schema', data, error })
    }
    this.#listeners.tell(event, checked as never)
  }

  /** A link is open. */
  opened(): void {
    if (this.state.name === 'joining' || (this.#isOut && this.isNeeded && this.#canSubscribe)) this.#subscribe(true)
  }

  /** The link broke: what was joined has to be joined again. */
  lost(): void {
    const { state } = this
    this.#forget()
    if (state.name === 'joined' || ('retrying' in state && state.retrying)) this.#change({ name: 'joining' })
  }

  closed(): void {
    this.#forget()
    this.#linger.stop()
    if (!this.#isOut) this.#change({ name: 'left' })
  }

  unsubscribed({ code, message, retry }: Unsubscribed): void {
    // Whatever else is under way was asked later, and has an answer of its own.
    if (this.state.name !== 'joined') return
    if (this.#wire.clock.now() - this.#joinedAt >= stableAfter) this.#failures = 0
    this.#denied({ name: 'kicked', code: code ?? '', message: message ?? '', retrying: retry === true })
  }

  /** Late answers are not for us, and no retry is due. */
  #forget(): void {
    this.#round++
    this.#wire.replies.forget(this.#id)
    this.#id = 0
    this.#retry.stop()
  }

  /** At once, or a moment later, so that listeners and join() of one moment are one subscription. */
  #subscribe(atOnce = false): void {
    this.#forget()
    const round = this.#round
    const begin = () => void this.#begin(round)
    this.#change({ name: 'joining' })
    if (atOnce) begin()
    else void Promise.resolve().then(begin)
  }

  async #begin(round: number): Promise<void> {
    if (round !== this.#round || !this.#wire.isOpen()) return
    const params = this.#params
    const isAsked = typeof params === 'function'
    try {
      const data: unknown = isAsked ? await (params as () => unknown)() : params
      if (round === this.#round) this.#ask(data)
    } catch (error) {
      const retrying = isHoldfastError(error) ? error.retryable : isAsked
      if (round === this.#round) this.#denied({ name: 'refused', error: error as Error, retrying })
    }
  }

  #ask(params: unknown): void {
    const { name } = this
    const data = this.#checkParams(params)
    const id = this.#wire.replies.expect({
      reply: (joined) => this.#joined(joined),
      fail: (error: RemoteError) => this.#denied({ name: 'refused', error, retrying: error.retryable }),
    })
    this.#id = id
    if (this.#wire.control({ type: 'subscribe', id, channel: name, ...(data !== undefined && { data }) })) return
    // A server that has no word for it sends what it sends to everybody.
    this.#wire.replies.reply(id, undefined)
  }

  #joined(data: unknown): void {
    let checked = data
    try {
      checked = validate(this.definition.joined, data, `The reply to the subscription of channel "${this.name}"`)
    } catch (error) {
      this.#wire.invalid({ reason: 'schema', data, error })
      this.#wire.control({ type: 'unsubscribe', channel: this.name })
      return this.#denied({ name: 'refused', error: error as Error, retrying: false })
    }
    this.#joinedAt = this.#wire.clock.now()
    this.#change({ name: 'joined', data: checked, resumed: false })
  }

  #checkParams(params: unknown): unknown {
    return validate(this.definition.params, params, `The parameter of channel "${this.name}"`)
  }

  #denied(state: Extract<ChannelState, { retrying: boolean }>): void {
    this.#forget()
    // First, as a listener may join again.
    if (state.retrying) this.#retry.start(this.#wire.backoff(++this.#failures))
    this.#change(state)
  }

  #leave(): void {
    const isKnown = this.#id > 0
    this.#forget()
    this.#failures = 0
    this.#params = this.#paramsKey = undefined
    if (isKnown) this.#wire.control({ type: 'unsubscribe', channel: this.name })
    if (!this.#isOut) this.#change({ name: 'left' })
  }

  get #isOut(): boolean {
    return this.state.name === 'idle' || this.state.name === 'left'
  }

  /** Messages of no channel need no subscription. */
  get #canSubscribe(): boolean {
    return this.name !== '' && !this.#wire.isClosed()
  }

  #change(state: ChannelState): void {
    if (state.name === this.state.name) return
    this.state = Object.freeze(state)
    // Every listener hears every state in order, also when one of them makes the next.
    if (this.#untold.push(state) > 1) return
    for (let next; (next = this.#untold[0]); this.#untold.shift()) this.#stateListeners.tell('state', next)
  }
}

/** Functions are written anew in each render, and ask for what is due in any case. */
function toKey(params: unknown): unknown {
  try {
    return typeof params === 'function' ? 'function' : JSON.stringify(params)
  } catch {
    return {} // what only a codec can write is never the same
  }
}
