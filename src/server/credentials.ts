import type { IncomingMessage } from 'node:http'
import { systemClock, type Timer } from '../platform/clock.ts'
import type { House } from './house.ts'
import { Refusal } from './refusal.ts'

// Who a client is, by what it last proved, and how long that counts.

export class Credentials {
  user: unknown
  id: string | undefined
  isGood: boolean
  readonly #house: House
  readonly #request: IncomingMessage
  readonly #timer: Timer | undefined
  #asked = 0
  #taken = 0
  #isOver = false

  /** `close` is called when the time to prove something is over. */
  constructor(house: House, request: IncomingMessage, close: (code: number, reason: string) => void) {
    this.#house = house
    this.#request = request
    this.isGood = !house.authenticate
    if (this.isGood) return
    this.#timer = systemClock.timer(() =>
      this.isGood ? close(4401, 'credentials expired') : close(4408, 'not authenticated in time'),
    )
    this.#timer.start(house.limits.authenticateTimeout)
  }

  /**
   * What the application makes of credentials, and whether they are those of another user than before. Later ones win,
   * whichever it is done with first.
   */
  async check(data: unknown): Promise<{ reply: unknown; isOther: boolean }> {
    if (!this.#house.authenticate) return { reply: undefined, isOther: false }
    const turn = ++this.#asked
    const answer = (await this.#house.authenticate(data, { request: this.#request })) as {
      user: unknown
      id?: string
      reply?: { expiresIn?: unknown }
    }
    if (turn < this.#taken) throw new Refusal('superseded', 'Other credentials came meanwhile')
    this.#taken = turn
    const { user, id, reply } = answer
    const isOther = this.isGood && (id === undefined ? !Object.is(user, this.user) : id !== this.id)
    Object.assign(this, { user, id, isGood: true })
    this.#expireIn(reply?.expiresIn)
    return { reply, isOther }
  }

  end(): void {
    this.#isOver = true
    this.#timer?.stop()
  }

  #expireIn(life: unknown): void {
    this.#timer?.stop()
    if (typeof life === 'number' && life > 0 && !this.#isOver) this.#timer?.start(life)
  }
}
