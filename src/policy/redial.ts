import { createBackoff, type Backoff } from './backoff.ts'
import type { Cause } from './cause.ts'
import {
  classify,
  createServerWait,
  isDuration,
  type HintOptions,
  type ServerWait,
  type Verdict,
} from './close-code.ts'
import { readOptions } from './option.ts'

// Decides, after a link ended or a dial failed, whether and when to dial again. Pure but for the randomness it is handed.

/** Whether and when to dial again. */
export interface RedialOptions extends HintOptions {
  /** How long to wait before the next dial: as BackoffOptions say, or as a function of the cause does. */
  backoff?: Backoff
  /**
   * Overrides the decision about a cause: `false` stops, `true` dials again, a number dials again after that many ms,
   * undefined leaves it as it is.
   */
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

type Call = <T>(run: () => T) => T | undefined

export class Redial {
  readonly #options
  readonly #schedule: (cause: Cause) => number
  readonly #serverWait: (code: number, reason: string) => ServerWait | undefined
  readonly #call: Call
  readonly #canRefresh: boolean

  /** The number of the next attempt. */
  attempt = 1
  /** Failures in a row so far. */
  failures = 0
  /** Links since the last stable one that the server closed with codes in a row that blame the client … */
  #suspected = 0
  /** … and those that it closed for want of fresh credentials. */
  #refreshed = 0

  /** `canRefresh`: another dial can bring fresh credentials. `call` runs the user's code; undefined when that throws. */
  constructor(options: RedialOptions, random: () => number, canRefresh: boolean, call: Call) {
    const { backoff = {} } = options
    this.#options = {
      ...readOptions(options, { maxAttempts: Infinity, random, shouldReconnect: noOpinion }, 1),
      backoff: typeof backoff === 'function' ? backoff : noOpinion,
    }
    this.#schedule = createBackoff(backoff, this.#options.random)
    this.#serverWait = createServerWait(options)
    this.#canRefresh = canRefresh
    this.#call = call
  }

  /** Forgets what happened so far. */
  reset(): void {
    this.attempt = 1
    this.failures = this.#suspected = this.#refreshed = 0
  }

  /** The cause that `ending` is, and the wait until the next dial; without one the cause is terminal. */
  after({ stable, terminal, ...ending }: Ending): { cause: Cause; wait: Wait | undefined } {
    const verdict = ending.kind === 'server' && classify(ending.code)
    // One early loss is bad luck. From the second on, a server that opens links and drops them counts as failing.
    const isExcused = ending.opened && this.attempt === this.failures + 1
    if (stable) this.reset()
    else {
      this.attempt++
      if (!isExcused) this.failures++
    }
    if (verdict) this.#suspected = verdict === 'suspect' ? this.#suspected + 1 : 0
    if (verdict === 'refresh') this.#refreshed++
    const cause = Object.freeze({ ...ending, failures: this.failures })
    const wanted = this.#call(() => this.#options.shouldReconnect(cause))
    const isOver = wanted === false || (wanted === undefined && (terminal || this.#isTerminal(verdict)))
    return { cause, wait: isOver ? undefined : this.#wait(cause, verdict, wanted) }
  }

  #isTerminal(verdict: Verdict | false): boolean {
    return (
      verdict === 'stop' ||
      (verdict === 'refresh' && (!this.#canRefresh || this.#refreshed > 1)) ||
      (verdict === 'suspect' && this.#suspected > 2) ||
      this.failures >= this.#options.maxAttempts
    )
  }

  #wait(cause: Cause, verdict: Verdict | false, wanted: unknown): Wait {
    if (isDuration(wanted)) return { delay: wanted, held: false }
    if (verdict === 'refresh') return { delay: 0, held: false }
    const asked = verdict && this.#serverWait(cause.code, cause.reason)
    if (asked) {
      // A server that drops one link after the other is not hammered, whatever it asks for.
      const least = cause.failures && (asked.isHint ? 1_000 : this.#schedule(cause))
      return { delay: Math.max(least, asked.after + this.#options.random() * asked.spread), held: true }
    }
    const chosen = this.#call(() => this.#options.backoff(cause))
    return { delay: isDuration(chosen) ? chosen : this.#schedule(cause), held: false }
  }
}

const noOpinion: (cause: Cause) => boolean | number | undefined = () => undefined
