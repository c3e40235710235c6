import { ByName } from './names.ts'
import type { ServerOperation } from './operation.ts'
import type { Definition } from './schema.ts'
import { Subscription } from './subscription.ts'
import type { Wire } from './wire.ts'

// All channels of a client, by name.

/** Definitions of channels by name, or by the beginning of their names: `room:*`. */
export type Definitions = Readonly<Record<string, Definition>>

/** So many names are not looked through for those that are not used any more. */
const fewNames = 100

export class Subscriptions {
  readonly #wire: Wire
  readonly #definitions: ByName<Definition>
  readonly #linger: number
  // A name is the wire's or the user's: it must never be the key of an object.
  readonly #byName = new Map<string, Subscription>()
  #most = fewNames

  constructor(wire: Wire, definitions: Definitions, linger: number) {
    this.#wire = wire
    this.#definitions = new ByName(definitions)
    this.#linger = linger
  }

  /** Whether some channel is needed. */
  get isNeeded(): boolean {
    return [...this.#byName.values()].some((subscription) => subscription.isNeeded)
  }

  get(name: string, definition?: Definition): Subscription {
    let subscription = this.#byName.get(name)
    if (!subscription) {
      this.#forgetLeft()
      subscription = new Subscription(name, this.#wire, this.#definitions.find(name) ?? {}, this.#linger)
      this.#byName.set(name, subscription)
    }
    if (definition) subscription.definition = definition
    return subscription
  }

  /** What was left may still get a last event, so it is forgotten only when many have gathered. */
  #forgetLeft(): void {
    if (this.#byName.size < this.#most) return
    for (const [name, { isUnused }] of this.#byName) if (isUnused) this.#byName.delete(name)
    this.#most = 2 * this.#byName.size + fewNames
  }

  event({ channel, event, data }: Extract<ServerOperation, { type: 'event' }>): void {
    const subscription = this.#byName.get(channel ?? '')
    if (subscription) subscription.event(event, data)
    else this.#wire.invalid({ reason: 'no-such-channel', data: { channel, event, data } })
  }

  unsubscribed(operation: Extract<ServerOperation, { type: 'unsubscribed' }>): void {
    const subscription = this.#byName.get(operation.channel)
    if (subscription) subscription.unsubscribed(operation)
    else this.#wire.invalid({ reason: 'no-such-channel', data: operation })
  }

  opened(): void {
    for (const subscription of this.#byName.values()) subscription.opened()
  }

  lost(): void {
    for (const subscription of this.#byName.values()) subscription.lost()
  }

  closed(): void {
    for (const subscription of this.#byName.values()) subscription.closed()
  }
}
