/** The page's one link: the client, and what comes in over it, by type. */
import { createClient, raw, type RawClient, type SendOptions, type SendResult } from 'holdfast'
import { parseServerMessage, PING, PONG, type ClientMessage, type ServerMessage } from '../shared/messages.ts'

const HEARTBEAT = { message: PING, pong: PONG, interval: 2_000, timeout: 2_000 }
const OUTBOX = { maxMessages: 250_000, maxBytes: 64 * 1024 * 1024 }

type Type = ServerMessage['type']
type MessageOf<T extends Type> = Extract<ServerMessage, { type: T }>

export class Live {
  readonly client: RawClient
  /** Lets the server tell this tab's links from those of others, so that a fault can hit them alone. */
  readonly tab = Math.random().toString(36).slice(2)
  readonly #listeners = new Map<Type, ((message: ServerMessage) => void)[]>()
  readonly #watchers: ((data: string) => void)[] = []

  constructor() {
    this.client = createClient(`/live?tab=${this.tab}`, {
      protocol: raw(),
      heartbeat: HEARTBEAT,
      outbox: OUTBOX,
    })
    this.client.on('message', (data) => this.#receive(data))
  }

  on<T extends Type>(type: T, listener: (message: MessageOf<T>) => void): void {
    const listeners = this.#listeners.get(type) ?? []
    this.#listeners.set(type, [...listeners, listener as (message: ServerMessage) => void])
  }

  /** Calls `watcher` with each message as it came. */
  watch(watcher: (data: string) => void): void {
    this.#watchers.push(watcher)
  }

  send(message: ClientMessage, options?: SendOptions): SendResult {
    return this.client.send(JSON.stringify(message), options)
  }

  #receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') return
    for (const watcher of this.#watchers) watcher(data)
    const message = parseServerMessage(data)
    if (!message) return
    for (const listener of this.#listeners.get(message.type) ?? []) listener(message)
  }
}
