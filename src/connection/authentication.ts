import type { Data } from './data.ts'

// What happens on a link between its opening and its use: the user's `authenticate` talks to the server, and every frame
// that it does not take is kept, in order, for afterwards.

/** The raw link during authentication, for servers that want a conversation of their own before anything else. */
export interface AuthenticationLink {
  /** @throws the reason of the attempt's end, once it is over */
  send(data: Data): void
  /** The first inbound message that `matches` accepts. It is taken: no listener sees it. */
  receive(matches?: (data: unknown) => boolean): Promise<unknown>
}

/** A server that says more than this before it knows who it talks to is at fault. */
const mostHeld = 1_000

export class Authentication {
  /** What came in so far and was not taken, in order. */
  readonly held: MessageEvent[] = []
  readonly #receivers = new Set<(event: MessageEvent) => boolean>()

  link(send: (data: Data) => void, signal: AbortSignal): AuthenticationLink {
    return {
      send: (data) => {
        signal.throwIfAborted()
        send(data)
      },
      receive: (matches = () => true) =>
        new Promise((resolve, reject) => {
          signal.throwIfAborted()
          signal.addEventListener('abort', () => reject(signal.reason))
          const take = ({ data }: MessageEvent) => {
            try {
              if (!matches(data)) return false
              resolve(data)
            } catch (error) {
              reject(error)
              return false
            }
            return true
          }
          const index = this.held.findIndex(take)
          if (index < 0) this.#receivers.add(take)
          else this.held.splice(index, 1)
        }),
    }
  }

  /** Takes or holds a message; false if more would be held than any server should send by then. */
  message(event: MessageEvent): boolean {
    for (const take of this.#receivers) if (take(event)) return this.#receivers.delete(take)
    return this.held.push(event) <= mostHeld
  }
}
