// One client of a soak: in all rooms, it sends numbered notes, asks, and finds out whether anything that it was promised
// did not hold.
import { WebSocket } from 'ws'
import { createClient, isHoldfastError, type Client, type Clock, type ContractsOf } from '../../src/index.ts'
import { channels, isIdempotent, roomNames } from './rooms.ts'

/** What a promise that did not hold is called, with what was seen instead. */
export type Complain = (problem: string) => void

export class Visitor {
  readonly number: number
  readonly client: Client<ContractsOf<typeof channels>>
  /** Notes that `send` took. */
  accepted = 0
  /** By the causes of lost links. */
  unconfirmed = 0
  answered = 0
  failed = 0
  heard = 0
  readonly #complain: Complain
  readonly #last = new Map<string, number>()

  constructor(number: number, url: string, clock: Clock, complain: Complain) {
    this.number = number
    this.#complain = complain
    this.client = createClient(url, {
      ...{ channels, WebSocket, clock, authenticate: `${number}` },
      ...{ backoff: { first: 20, base: 40, cap: 200 }, connectTimeout: 500, stableAfter: 200, restartSpread: 50 },
      ...{ heartbeat: { interval: 200, timeout: 200 }, shouldReconnect: () => true, logger: {} },
      outbox: { maxMessages: 200, overflow: number % 2 ? 'drop-oldest' : 'drop-newest' },
    })
    this.client.on('state', (state, previous) => {
      if (previous.name === 'open' && 'cause' in state) this.unconfirmed += state.cause.unconfirmed?.messages ?? 0
    })
    this.client.on('invalid', ({ reason, data }) => {
      // What was under way when the link was given up belongs to nobody.
      if (reason !== 'no-such-request') complain(`client ${number} got what is invalid (${reason}): ${String(data)}`)
    })
    for (const name of roomNames) this.client.channel(name).on('tick', ({ n }) => this.#heard(name, n))
  }

  /** Sends a note, and now and then asks. */
  act(room: (typeof roomNames)[number], mayAsk: boolean): void {
    const channel = this.client.channel(room)
    this.accepted += 1
    channel.send('note', { n: this.accepted })
    if (mayAsk) void this.#ask(room, this.accepted)
  }

  /** What keeps it from being in all rooms, in words. */
  get missing(): string[] {
    const { state } = this.client
    if (state.name !== 'open') return [`client ${this.number} is ${state.name}`]
    const states = roomNames.map((name) => ({ name, state: this.client.channel(name).state.name }))
    return states
      .filter(({ state }) => state !== 'joined')
      .map(({ name, state }) => `client ${this.number} is ${state} in ${name}`)
  }

  async #ask(room: (typeof roomNames)[number], n: number): Promise<void> {
    const begin = performance.now()
    try {
      const answer = await this.client
        .channel(room)
        .request('double', { n }, { timeout: 1_000, idempotent: isIdempotent(n) })
      if (answer.n !== 2 * n) this.#complain(`client ${this.number} asked for twice ${n} and got ${answer.n}`)
      this.answered += 1
    } catch (error) {
      if (!isHoldfastError(error)) this.#complain(`client ${this.number}'s request failed with ${String(error)}`)
      this.failed += 1
    }
    const time = performance.now() - begin
    if (time > 3_000)
      this.#complain(`client ${this.number}'s request with a timeout of 1 s took ${Math.round(time)} ms`)
  }

  #heard(room: string, n: number): void {
    this.heard += 1
    const last = this.#last.get(room) ?? 0
    if (n <= last) this.#complain(`client ${this.number} heard ${n} after ${last} in ${room}`)
    this.#last.set(room, n)
  }
}
