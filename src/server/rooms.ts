import type { Message } from './frame.ts'
import type { Subscription } from './subscription.ts'

// Who is subscribed to which channel on this node, or asks to be.

export class Rooms {
  readonly #byName = new Map<string, Set<Subscription>>()
  /** Of all rooms together. */
  size = 0

  add(subscription: Subscription): void {
    const { channel } = subscription
    const room = this.#byName.get(channel) ?? new Set()
    this.#byName.set(channel, room.add(subscription))
    this.size++
  }

  remove(subscription: Subscription): void {
    const { channel } = subscription
    const room = this.#byName.get(channel)
    if (!room?.delete(subscription)) return
    this.size--
    if (room.size === 0) this.#byName.delete(channel)
  }

  /** A copy: whoever is spoken to may leave. */
  list(channel: string): Subscription[] {
    return [...(this.#byName.get(channel) ?? [])]
  }

  tell(channel: string, message: Message, except?: unknown): void {
    // Nobody comes or goes meanwhile: no code of the application runs.
    for (const subscription of this.#byName.get(channel) ?? []) {
      if (subscription.client !== except) subscription.hear(message)
    }
  }
}
