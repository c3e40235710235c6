import type { SendResult } from '../connection/outbox.ts'
import type { SendOptions } from '../connection/waiting.ts'
import { ClosedError, RequestTimeoutError } from '../errors.ts'
import type { Clock } from '../platform/clock.ts'
import { guard } from '../platform/globals.ts'
import { wait, type WaitOptions } from '../platform/wait.ts'
import { readOptions } from '../policy/option.ts'
import type { ServerOperation } from './operation.ts'
import { Requests, type RequestOptions } from './requests.ts'
import { validate, type Definition } from './schema.ts'
import type { Subscription } from './subscription.ts'
import { Subscriptions, type Definitions } from './subscriptions.ts'
import type { Wire } from './wire.ts'

// All that goes on between a client and its channels: hands what comes in to whom it concerns, checks what goes out.

export interface HubOptions {
  /** Schemas of channels by name, or by the beginning of their names: `room:*`. */
  channels?: Definitions
  /** A channel is left at the server so many ms after nobody needs it any more. @default 1_000 */
  linger?: number
}

export class Hub {
  readonly clock: Clock
  readonly #wire: Wire
  readonly #subscriptions: Subscriptions
  readonly #requests: Requests
  readonly #closedListeners = new Set<() => void>()

  /** @throws TypeError or RangeError */
  constructor(wire: Wire, options: HubOptions) {
    const { linger, channels } = readOptions(options, { linger: 1_000, channels: {} })
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

  onClosed(listener: () => void): () => void {
    this.#closedListeners.add(listener)
    return () => this.#closedListeners.delete(listener)
  }

  /** @throws ValidationError, and what the client's `send` throws */
  send({ name, definition }: Subscription, event: string, data: unknown, options?: SendOptions): SendResult {
    const checked = validate(definition.send?.[event], data, `Event "${event}" to channel "${name}"`)
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
    const schemas = definition.request?.[event]
    const what = `request "${event}" to channel "${name}"`
    const data = validate(schemas?.params, params, `The parameter of ${what}`)
    const result = await this.#requests.ask({ ...address(name), event, data }, options)
    return validate(schemas?.result, result, `The result of ${what}`)
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
      const off = subscription.onState(check)
      check()
      return off
    })
  }

  /** Something came in. */
  received(operation: ServerOperation): void {
    const { type } = operation
    if (type === 'event') this.#subscriptions.event(operation)
    else if (type === 'unsubscribed') this.#subscriptions.unsubscribed(operation)
    else if (type === 'ping') this.#wire.control({ type: 'pong', id: operation.id })
    else if (type === 'reply' && !this.#wire.replies.reply(operation.id, operation.data)) {
      this.#wire.invalid({ reason: 'no-such-request', data: operation })
    } else if (type === 'error' && !this.#wire.replies.fail(operation)) {
      this.#wire.invalid({ reason: operation.id === undefined ? 'protocol' : 'no-such-request', data: operation })
    }
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
    this.#subscriptions.closed()
    for (const listener of [...this.#closedListeners]) guard(listener)
  }
}

/** Messages of no channel name none. */
function address(name: string): { channel?: string } {
  return name ? { channel: name } : {}
}
