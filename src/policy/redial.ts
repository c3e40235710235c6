import { createBackoff, type Backoff } from './backoff.ts'
import type { Cause } from './cause.ts'
import { classify, createServerWait, type HintOptions, type ServerWait } from './close-code.ts'
import { readFunction, readNumber } from './option.ts'

// Decides, after a link ended or a dial failed, whether and when to dial again. Pure but for the randomness it is handed.

export interface RedialOptions extends HintOptions {
  backoff?: Backoff
  /** Overrides the decision about a cause: `false` stops, `true` dials again, a number dials again after that many ms. */
  shouldReconnect?: (cause: Cause) => boolean | number | undefined
  /** So many failures in a row without a stable link are terminal. @default Infinity */
  maxAttempts?: number
  /** A source of numbers in [0, 1). @default Math.random */
  random?: () => number
}

/** How an attempt, or the link that came of it, ended. */
export interface Ending extends Cause {
  /** Whether the link had been up long enough to forget earlier failures. */
  readonly stable: boolean
  /** No retry will help, whatever the code says. */
  readonly terminal: boolean
}

/** The next dial is due in `delay` ms. `held`: the server asked for this wait, so that a waking page does not shorten it. */
export interface Wait {
  readonly delay: number
  readonly held: boolean
}

/** What happened since a link was last stable. */
interface Streak {
  /** The number of the next attempt, from 1. */
  readonly attempt: number
  readonly failures: number
  /** Closed by the server with a code that blames the client. */
  readonly suspected: number
  /** Closed by the server for want of fresh credentials. */
  readonly refreshed: number
}

const freshStreak: Streak = { attempt: 1, failures: 0, suspected: 0, refreshed: 0 }

type Call = <T>(run: () => T) => T | undefined

export class Redial {
  readonly #random: () => number
  readonly #custom: ((cause: Cause) => number) | undefined
  readonly #schedule: (cause: Cause) => number
  readonly #serverWait: (code: number, reason: string) => ServerWait | undefined
  readonly #shouldReconnect: RedialOptions['shouldReconnect']
  readonly #maxAttempts: number
  readonly #call: Call
  readonly #canRefresh: boolean
  #streak = freshStreak

  /** `canRefresh`: another dial can bring fresh credentials. `call` runs the user's code; undefined when that throws. */
  constructor(options: RedialOptions, systemRandom: () => number, canRefresh: boolean, call: Call) {
    const { backoff = {} } = options
    this.#random = readFunction('random', options.random) ?? systemRandom
    this.#custom = typeof backoff === 'function' ? backoff : undefined
    this.#schedule = createBackoff(typeof backoff === 'function' ? {} : backoff, this.#random)
    this.#serverWait = createServerWait(options)
    this.#shouldReconnect = readFunction('shouldReconnect', options.shouldReconnect)
    this.#maxAttempts = readNumber('maxAttempts', options.maxAttempts, Infinity, 1)
    this.#canRefresh = canRefresh
    this.#call = call
  }

  /** The number of the next attempt. */
  get attempt(): number {
    return this.#streak.attempt
  }

  /** Failures in a row so far. */
  get failures(): number {
    return this.#streak.failures
  }

  /** Forgets what happened so far. */
  reset(): void {
    this.#streak = freshStreak
  }

  /** The cause that `ending` is, and the wait until the next dial; without one the cause is terminal. */
  after({ stable, terminal, ...ending }: Ending): { cause: Cause; wait: Wait | undefined } {
    this.#streak = extend(this.#streak, ending, stable)
    const cause = Object.freeze({ ...ending, failures: this.#streak.failures })
    const wanted = this.#call(() => this.#shouldReconnect?.(cause))
    const isOver = wanted === false || (wanted === undefined && (terminal || this.#isTerminal(cause)))
    return { cause, wait: isOver ? undefined : this.#wait(cause, wanted) }
  }

  #isTerminal({ kind, code }: Cause): boolean {
    const { failures, suspected, refreshed } = this.#streak
    if (failures >= this.#maxAttempts) return true
    if (kind !== 'server') return false
    const verdict = classify(code)
    if (verdict === 'refresh') return !this.#canRefresh || refreshed > 1
    return verdict === 'stop' || suspected > 2
  }

  #wait(cause: Cause, wanted: unknown): Wait {
    if (isDelay(wanted)) return { delay: wanted, held: false }
    if (cause.kind === 'server') {
      if (classify(cause.code) === 'refresh') return { delay: 0, held: false }
      const asked = this.#serverWait(cause.code, cause.reason)
      // A server that asks for no wait, and drops one link after the other, is still not hammered.
      const least = cause.failures > 0 ? 1_000 : 0
      if (asked) return { delay: Math.max(least, asked.after + this.#random() * asked.spread), held: true }
    }
    const chosen = this.#custom && this.#call(() => this.#custom?.(cause))
    return { delay: isDelay(chosen) ? chosen : this.#schedule(cause), held: false }
  }
}

function extend(streak: Streak, ending: Pick<Cause, 'kind' | 'code' | 'opened'>, stable: boolean): Streak {
  const verdict = ending.kind === 'server' ? classify(ending.code) : undefined
  const past = stable ? { ...freshStreak, attempt: 0 } : streak
  // One early loss is bad luck. From the second on, a server that opens links and drops them counts as failing.
  const isExcused = stable || (ending.opened && streak.attempt === streak.failures + 1)
  return {
    attempt: past.attempt + 1,
    failures: past.failures + (isExcused ? 0 : 1),
    suspected: verdict === 'suspect' ? past.suspected + 1 : verdict ? 0 : past.suspected,
    refreshed: past.refreshed + (verdict === 'refresh' ? 1 : 0),
  }
}

function isDelay(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}
