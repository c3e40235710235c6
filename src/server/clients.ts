import type { IncomingMessage } from 'node:http'
import { systemClock } from '../platform/clock.ts'
import { readOptions } from '../policy/option.ts'
import { Client } from './client.ts'
import type { Entrance } from './gate.ts'
import type { House } from './house.ts'
import { Link } from './link.ts'

// All clients of this node: counts them, asks them for life, and sends them away.

/** So long (ms) may they take to say goodbye. */
const patienceTime = 1_000

export interface ClientsOptions {
  address?: (request: IncomingMessage) => string
  heartbeat?: number
}

export class Clients {
  readonly #house: House
  readonly #all = new Set<Client>()
  readonly #address: (request: IncomingMessage) => string
  /** How many links each address has. */
  readonly #links = new Map<string, number>()
  readonly #heartbeat: number
  readonly #beat = systemClock.timer(() => this.#askAll())
  #gone: () => void = () => undefined

  /** @throws TypeError or RangeError */
  constructor(house: House, options: ClientsOptions) {
    const address = ({ socket }: IncomingMessage) => socket.remoteAddress ?? ''
    this.#house = house
    this.#address = readOptions({ address: options.address }, { address }).address
    this.#heartbeat = readOptions(options, { heartbeat: 25_000 }, 1).heartbeat
    this.#beat.start(this.#heartbeat)
  }

  get size(): number {
    return this.#all.size
  }

  [Symbol.iterator](): Iterator<Client> {
    return this.#all.values()
  }

  enter(entrance: Entrance): void {
    const address = this.#addressOf(entrance.request)
    const links = (this.#links.get(address) ?? 0) + 1
    this.#links.set(address, links)
    const link = new Link(entrance, this.#house)
    const client = new Client(link, this.#house)
    this.#all.add(client)
    link.listen({
      said: (operation) => client.said(operation),
      closed: () => {
        client.closed()
        this.#left(client, address)
      },
    })
    if (links > this.#house.limits.linksPerAddress) link.close(4429, 'too many links')
  }

  /** Resolves when all are gone. */
  async close(code: number, reason: string): Promise<void> {
    this.#beat.stop()
    for (const { link } of this.#all) link.close(code, reason)
    const patience = systemClock.timer(() => {
      for (const { link } of this.#all) link.terminate()
    })
    patience.start(patienceTime)
    if (this.size > 0) await new Promise<void>((resolve) => (this.#gone = resolve))
    patience.stop()
  }

  #addressOf(request: IncomingMessage): string {
    try {
      return this.#address(request)
    } catch (error) {
      this.#house.journal.warn('the option address failed', error)
      return ''
    }
  }

  #left(client: Client, address: string): void {
    this.#all.delete(client)
    const links = (this.#links.get(address) ?? 1) - 1
    if (links > 0) this.#links.set(address, links)
    else this.#links.delete(address)
    if (this.size === 0) this.#gone()
  }

  #askAll(): void {
    for (const { link } of this.#all) link.ask()
    this.#beat.start(this.#heartbeat)
  }
}
