// Many clients lose one server, in virtual time. A token is the work of one accepted handshake.
import { seededRandom } from '../../fake/random.ts'
import type { Policy, Schedule } from './schedules.ts'

export interface Storm {
  clients: number
  /** ms */
  down: number
  acceptsPerSecond: number
  /** What a refusal costs beside an accept. */
  refusalCost: number
  code: number
  reason: string
}

export interface Outcome {
  /** When (s) 99% of the clients are back. */
  back: number
  /** Per client until then. */
  attempts: number
  mostAttempts: number
  /** The most dials in one second after the server was up. */
  peak: number
  /** The dials of each second, from the loss on; nothing where nobody dials. */
  dials: readonly number[]
}

/** No storm is watched for longer (ms), nor when nobody came back for so long. */
const longest = 600_000
const hopeless = 60_000

class Run {
  readonly #storm: Storm
  readonly #schedules: Schedule[]
  /** Who dials, by the ms. */
  readonly #due: (number[] | undefined)[] = Array<undefined>(longest).fill(undefined)
  readonly #attempts: Uint32Array
  readonly #random: () => number
  readonly #bySecond: number[] = []
  #tokens = 0
  #back = 0
  #lastBackAt = 0

  constructor(policy: Policy, storm: Storm, random: () => number) {
    this.#storm = storm
    this.#schedules = Array.from({ length: storm.clients }, () => policy.create(random))
    this.#attempts = new Uint32Array(storm.clients)
    this.#random = random
    this.#schedules.forEach((schedule, client) => {
      this.#dialAt(this.#latency + schedule.afterLoss(storm.code, storm.reason), client)
    })
  }

  run(): Outcome {
    const { clients, down, acceptsPerSecond } = this.#storm
    const enough = clients * 0.99
    let time = 0
    this.#lastBackAt = down
    while (this.#back < enough && time < longest && time < this.#lastBackAt + hopeless) {
      // What a server did not use it cannot save up: at most one second's worth.
      if (time >= down) this.#tokens = Math.min(acceptsPerSecond, this.#tokens + acceptsPerSecond / 1_000)
      if (time === down) this.#tokens = acceptsPerSecond
      for (const client of this.#due[time] ?? []) this.#dial(client, time)
      this.#due[time] = undefined
      time += 1
    }
    const mostAttempts = this.#attempts.reduce((most, each) => Math.max(most, each), 0)
    return {
      back: this.#back < enough ? Infinity : time / 1_000,
      attempts: this.#attempts.reduce((sum, each) => sum + each, 0) / clients,
      mostAttempts,
      peak: this.#bySecond.slice(Math.floor(down / 1_000)).reduce((most, count) => Math.max(most, count), 0),
      dials: this.#bySecond,
    }
  }

  #dial(client: number, time: number): void {
    const { down, refusalCost } = this.#storm
    const second = Math.floor(time / 1_000)
    this.#bySecond[second] = (this.#bySecond[second] ?? 0) + 1
    this.#attempts[client]! += 1
    if (time >= down && this.#tokens >= 1) {
      this.#tokens -= 1
      this.#back += 1
      this.#lastBackAt = time
      return
    }
    if (time >= down) this.#tokens -= refusalCost
    this.#dialAt(time + this.#latency + this.#schedules[client]!.afterRefusal(), client)
  }

  /** Until a client hears of a loss or a refusal (ms): those that wait in step drift apart a little. */
  get #latency(): number {
    return this.#random() * 100
  }

  #dialAt(time: number, client: number): void {
    const due = Math.ceil(time)
    if (due < longest) (this.#due[due] ??= []).push(client)
  }
}

export function simulate(policy: Policy, storm: Storm): Outcome {
  return new Run(policy, storm, seededRandom(1)).run()
}

/** The best that any policy can do (s): the server is never idle. */
export function bound({ clients, down, acceptsPerSecond }: Storm): number {
  return down / 1_000 + (clients * 0.99 - acceptsPerSecond) / acceptsPerSecond
}
