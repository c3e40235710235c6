import type { Definition } from '../channel/schema.ts'
import type { ChannelHandlers } from './handlers.ts'

// What the application said of channels, by name or by the beginning of it; and who is subscribed.

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

export class Topics {
  // Names come from the wire, and are never the keys of an object.
  readonly #byPattern = new Map<string, Topic>()

  set(pattern: string, topic: Topic): void {
    this.#byPattern.set(pattern, topic)
  }

  /** The topic of this very name, or the one of the longest pattern that fits; undefined if there is no such channel. */
  find(name: string): Topic | undefined {
    const exact = this.#byPattern.get(name)
    if (exact && !name.endsWith('*')) return exact
    let longest: string | undefined
    for (const pattern of this.#byPattern.keys()) {
      const fits = pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1))
      if (fits && pattern.length > (longest ?? '').length) longest = pattern
    }
    return longest === undefined ? longest : this.#byPattern.get(longest)
  }
}
