import { setImmediate } from 'node:timers'
import type { Duplex } from 'node:stream'

// Lets what is written in one turn of the event loop leave together: one call of the system for each client, instead of
// one for each message.

/** So many bytes do not wait for the end of the turn. */
const enough = 65_536

export class Outlet {
  #corked: Duplex[] = []

  write(socket: Duplex, frame: Buffer): void {
    if (socket.writableCorked === 0) {
      socket.cork()
      if (this.#corked.push(socket) === 1) setImmediate(() => this.#flush())
    }
    socket.write(frame)
    if (socket.writableLength < enough) return
    socket.uncork()
    socket.cork()
  }

  #flush(): void {
    const corked = this.#corked
    this.#corked = []
    for (const socket of corked) socket.uncork()
  }
}
