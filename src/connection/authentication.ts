import type { Data } from './data.ts'

// What happens on a link between its opening and its use: the user's `authenticate` talks to the server, and every frame
// that it does not take is kept, in order, for afterwards.

/** The raw link during authentication, for servers that want a conversation of their own before anything else. */
export interface AuthenticationLink {
  send(data: Data): void
  /** The first inbound message that `matches` accepts. It is taken: no listener sees it. */
  receive(matches?: (data: unknown) => boolean): Promise<unknown>
}

interface Receiver {
  matches(data: unknown): boolean
  resolve(data: unknown): void
  reject(error: unknown): void
}

/** A server that says more than this before it knows who it talks to is at fault. */
const mostHeld = 1_000

export class Authentication {
  readonly #signal: AbortSignal
  #held: MessageEvent[] = []
  #receivers: Receiver[] = []

  constructor(signal: AbortSignal) {
    this.#signal = signal
    signal.addEventListener('abort', () => this.#receivers.forEach(({ reject }) => reject(signal.reason)))
  }

  link(send: (data: Data) => void): AuthenticationLink {
    const signal = this.#signal
    return {
      send: (data) => {
        signal.throwIfAborted()
        send(data)
      },
      receive: (matches = () => true) =>
        new Promise((resolve, reject) => {
          signal.throwIfAborted()
          this.#receivers.push({ matches, resolve, reject })
          this.#held = this.#held.filter((event) => !this.#take(event))
        }),
    }
  }

  /** What came in so far and was not taken, in order. */
  get held(): readonly MessageEvent[] {
    return this.#held
  }

  /** Takes or holds a message; false if more would be held than any server should send by then. */
  message(event: MessageEvent): boolean {
    return this.#take(event) || this.#held.push(event) <= mostHeld
  }

  #take(event: MessageEvent): boolean {
    const receiver = this.#receivers.find((each) => accepts(each, event.data))
    this.#receivers = this.#receivers.filter((each) => each !== receiver)
    receiver?.resolve(event.data)
    return receiver !== undefined
  }
}

function accepts({ matches, reject }: Receiver, data: unknown): boolean {
  try {
    return matches(data)
  } catch (error) {
    reject(error)
    return false
  }
}
