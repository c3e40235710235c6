// The server of a soak: numbers what it publishes, and writes down what each client sent.
import { defineChannel } from '../../src/index.ts'
import { createServer } from '../../src/server/index.ts'

interface Room {
  receive: { tick: { n: number } }
  send: { note: { n: number } }
  request: { double(params: { n: number }): { n: number } }
}

export const channels = { 'room:*': defineChannel<Room>() }
/** Every client is in all of them. */
export const roomNames = Array.from({ length: 20 }, (_, index) => `room:${index}` as const)

interface Peer {
  readonly user: number
  close(code: number, reason?: string): void
}

function serve(port: number) {
  return createServer({
    ...{ channels, port, logger: {}, heartbeat: 2_000 },
    authenticate: (client) => ({ user: Number(client) }),
  })
}

/** Whether a request may be asked again by the client when its link broke. */
export const isIdempotent = (n: number) => n % 2 === 0

/** Which numbers came, in memory that does not grow, as the heap is watched. */
class Notes {
  readonly #seen = new Uint8Array(2 ** 23)
  received = 0
  twice = 0

  add(n: number): void {
    if (this.#seen[n]) this.twice += 1
    else this.received += 1
    this.#seen[n] = 1
  }
}

export class Rooms {
  /** By client. */
  readonly notes: readonly Notes[]
  /** The same of what may be asked once only. */
  readonly asked: readonly Notes[]
  #server = serve(0)
  #last: Peer | undefined
  #n = 0
  port = 0

  private constructor(clients: number) {
    this.notes = Array.from({ length: clients }, () => new Notes())
    this.asked = Array.from({ length: clients }, () => new Notes())
  }

  static async start(clients: number): Promise<Rooms> {
    const rooms = new Rooms(clients)
    await rooms.#open()
    return rooms
  }

  /** One message to one room. */
  tick(room: (typeof roomNames)[number]): void {
    this.#server.publish(room, 'tick', { n: (this.#n += 1) })
  }

  /** Who is where, once for each link. */
  members(room: (typeof roomNames)[number]): number[] {
    return this.#server.users(room).sort()
  }

  kick(room: (typeof roomNames)[number]): void {
    this.#server.kick(room, { code: 'soak', retry: true })
  }

  /** Ends the link of whoever spoke last. */
  closeOne(code: number): void {
    this.#last?.close(code, 'soak')
  }

  /** As a deployment does it: the successor listens on the same port. */
  async restart(): Promise<void> {
    await this.#server.close({ spread: 100 })
    this.#server = serve(this.port)
    await this.#open()
  }

  close(): Promise<void> {
    return this.#server.close()
  }

  async #open(): Promise<void> {
    this.#server.channel('room:*', {
      events: {
        note: ({ n }, context) => {
          this.#last = context
          this.notes[context.user]?.add(n)
        },
      },
      requests: {
        double: ({ n }, { user }) => {
          if (!isIdempotent(n)) this.asked[user]?.add(n)
          return { n: 2 * n }
        },
      },
    })
    this.port = await this.#server.ready()
  }
}
