import { ByName } from '../channel/names.ts'
import { pick, validate, type Definition } from '../channel/schema.ts'
import type { Definitions } from '../channel/subscriptions.ts'
import { Message } from './frame.ts'
import type { ChannelHandlers } from './handlers.ts'
import { showName } from './refusal.ts'

// What the application said of channels, by name or by the beginning of it: what flows there, and what is done with it.

/** Handlers of any channel: what their data is, the definitions have checked. */
export type AnyHandlers = ChannelHandlers<
  {
    receive: Record<string, unknown>
    send: Record<string, unknown>
    request: Record<string, (params: unknown) => unknown>
    params: unknown
    joined: unknown
  },
  unknown
>

export interface Topic {
  readonly definition: Definition
  readonly handlers: AnyHandlers
}

/** Names are kept as long as their subscriptions, and may be anything. */
const longestName = 256

export class Topics {
  readonly #definitions: ByName<Definition>
  readonly #handlers = new ByName<AnyHandlers>()

  constructor(definitions: Definitions) {
    this.#definitions = new ByName(definitions)
  }

  /** @throws RangeError for a channel that is not defined */
  handle(name: string, handlers: AnyHandlers): void {
    if (!this.#definitions.find(name)) throw new RangeError(`There is no channel ${showName(name)} to handle`)
    this.#handlers.set(name, handlers)
  }

  /** A channel of many names may be handled by some of them. Undefined if there is no such channel. */
  find(name: string): Topic | undefined {
    const definition = name.length > longestName ? undefined : this.#definitions.find(name)
    return definition && { definition, handlers: this.#handlers.find(name) ?? {} }
  }

  /** @throws ValidationError for data that does not fit */
  event(channel: string, event: string, data: unknown): Message {
    const schema = pick(this.#definitions.find(channel)?.receive, event)
    const checked = validate(schema, data, `Event "${event}" of channel ${showName(channel)}`)
    return new Message({ type: 'event', ...(channel && { channel }), event, data: checked })
  }
}
