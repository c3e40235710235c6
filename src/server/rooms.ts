import type { Link } from './link.ts'

// Who is subscribed to which channel on this node.

export class Rooms {
  readonly #byName = new Map<string, Set<Link>>()

  join(link: Link, channel: string): void {
    const room = this.#byName.get(channel) ?? new Set()
    this.#byName.set(channel, room.add(link))
  }

  leave(link: Link, channel: string): void {
    const room = this.#byName.get(channel)
    if (room?.delete(link) && room.size === 0) this.#byName.delete(channel)
  }

  /** A copy: whoever is spoken to may leave. */
  links(channel: string): Link[] {
    return [...(this.#byName.get(channel) ?? [])]
  }
}
