import type { SendResult } from '../connection/outbox.ts'
import type { SendOptions } from '../connection/waiting.ts'
import { ClosedError, RequestTimeoutError } from '../errors.ts'
import type { Clock } from '../platform/clock.ts'
import { guard } from '../platform/globals.ts'
import { wait, type WaitOptions } from '../platform/wait.ts'
import { readOptions } from '../policy/option.ts'
import type { ServerOperation } from './operation.ts'
import { Requests, type RequestOptions } from './requests.ts'
import { pick, validate, type Definition } from './schema.ts'
import type { Subscription } from './subscription.ts'
import { Subscriptions, type Definitions } from './subscriptions.ts'
import type { Wire } from './wire.ts'

// All that goes on between a client and its channels: hands what comes in to whom it concerns, checks what goes out.

/** What a client lets its user decide about channels. */
export interface HubOptions {
  /** Schemas of channels by name, or by the beginning of their names: `room:*`. */
  channels?: Definitions
  /** A channel is left at the server so many ms after nobody needs it any more. @default 1_000 */
  linger?: number
}

/** @throws TypeError or RangeError */
export function readHubOptions(options: HubOptions): Required<HubOptions> {
  return readOptions<Required<HubOptions>>(options, { linger: 1_000, channels: {} })
}

export class Hub {
  readonly clock: Clock
  readonly #wire: Wire
  readonly #subscriptions: Subscriptions
  readonly #requests: Requests
  readonly #closedListeners = new Set<() => void>()

  constructor(wire: Wire, { linger, channels }: Required<HubOptions>) {
    this.clock = wire.clock
    this.#wire = wire
    this.#subscriptions = new Subscriptions(wire, channels, linger)
    this.#requests = new Requests(wire)
  }

  /** Requests that were not answered yet. */
  get pending(): number {
    return this.#requests.size
  }

  /** Whether some channel or request needs the link. */
  get isNeeded(): boolean {
    return this.pending > 0 || this.#subscriptions.isNeeded
  }

  subscription(name: string, definition?: Definition): Subscription {
    return this.#subscriptions.get(name, definition)
  }

  /** Calls `listener` when the client closes, at once if it is closed. */
  onClosed(listener: () => void): () => void {
    this.#closedListeners.add(listener)
    if (this.#wire.isClosed()) listener()
    return () => this.#closedListeners.delete(listener)
  }

  /** @throws ValidationError, and what the client's `send` throws */
  send({ name, definition }: Subscription, event: string, data: unknown, options?: SendOptions): SendResult {
    const checked = validate(pick(definition.send, event), data, `Event "${event}" to channel "${name}"`)
    // Keys of one channel must not meet those of another.
    const replace = options?.replace !== undefined && { replace: JSON.stringify([name, options.replace]) }
    return this.#wire.send({ type: 'event', ...address(name), event, data: checked }, { ...options, ...replace })
  }

  async request(
    { name, definition }: Subscription,
    event: string,
    params: unknown,
    options: RequestOptions = {},
  ): Promise<unknown> {
    const schemas = pick(definition.request, event)
    const what = `request "${event}" to channel "${name}"`
    const data = validate(schemas?.params, params, `The parameter of ${what}`)
    const result = await this.#requests.ask({ ...address(name), event, data }, options)
    try {
      return validate(schemas?.result, result, `The result of ${what}`)
    } catch (error) {
      this.#wire.invalid({ reason: 'schema', data: result, error })
      throw error
    }
  }

  /** Resolves with the reply to the subscription; rejects if the server refuses. */
  joined(subscription: Subscription, options: WaitOptions): Promise<unknown> {
    const { name } = subscription
    const late = (timeout: number) =>
      new RequestTimeoutError(`Channel "${name}" was not joined within ${timeout} ms`, 'unknown')
    return wait(this.clock, options, 10_000, late, (resolve, reject) => {
      const check = () => {
        const { state } = subscription
        if (state.name === 'joined') resolve(state.data)
        if (state.name === 'refused') reject(state.error)
        if (state.name === 'left') reject(new ClosedError(`Channel "${name}" was left`))
      }
      const offState = subscription.onState(check)
      const offClosed = this.onClosed(() => reject(new ClosedError('The client is closed')))
      check()
      return () => {
        offState()
        offClosed()
      }
    })
  }

  /** Something came in. */
  received(operation: ServerOperation): void {
    const { type } = operation
    if (type === 'event') this.#subscriptions.event(operation)
    else if (type === 'unsubscribed') this.#subscriptions.unsubscribed(operation)
    else if (type === 'ping') this.#wire.control({ type: 'pong', id: operation.id })
    else if (!this.#answered(operation)) {
      const isAnswer = type === 'reply' || type === 'pong' || type === 'error'
      const reason = !isAnswer ? 'unknown' : operation.id ? 'no-such-request' : 'protocol'
      this.#wire.invalid({ reason, data: operation })
    }
  }

  #answered(operation: ServerOperation): boolean {
    const { replies } = this.#wire
    if (operation.type === 'reply') return replies.reply(operation.id, operation.data)
    return operation.type === 'error' && replies.fail(operation)
  }

  opened(): void {
    this.#subscriptions.opened()
    this.#requests.opened()
  }

  lost(): void {
    this.#subscriptions.lost()
    this.#requests.lost()
  }

  closed(cause: unknown): void {
    this.#requests.closed(cause)
    for (const listener of this.#closedListeners) guard(listener)
    this.#subscriptions.closed()
  }
}

/** Messages of no channel name none. */
function address(name: string): { channel?: string } {
  return name ? { channel: name } : {}
}
