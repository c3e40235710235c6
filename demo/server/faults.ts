/** Everything that can go wrong on purpose: for one tab, or for everyone. */
import type { FaultName, FaultOrder, FaultReport, OngoingFault } from '../shared/faults.ts'
import type { Links } from './links.ts'

/** What lasts: `until` in ms of `performance.now()`. */
interface Lasting {
  refusedUntil: number
  restartingUntil: number
  flappingUntil: number
  delay: number
}

/** Lets the server close the links of one tab, or of everyone, with a code. */
export type Close = (tab: string | undefined, code: number, reason: string) => void

export class Faults {
  readonly #links: Links
  readonly #close: Close
  /** By tab; undefined stands for everyone. */
  readonly #lasting = new Map<string | undefined, Lasting>()

  constructor(links: Links, close: Close) {
    this.#links = links
    this.#close = close
  }

  isRefusing(tab: string): boolean {
    const now = performance.now()
    return this.#applying(tab).some(
      ({ refusedUntil, restartingUntil }) => Math.max(refusedUntil, restartingUntil) > now,
    )
  }

  isFlapping(tab: string): boolean {
    return this.#applying(tab).some(({ flappingUntil }) => flappingUntil > performance.now())
  }

  delay(tab: string): number {
    return Math.max(0, ...this.#applying(tab).map(({ delay }) => delay))
  }

  run(fault: FaultName, order: FaultOrder): FaultReport {
    this.#forgetEnded()
    const scope = order.everyone ? undefined : order.tab
    const links = this.#links.of(scope)
    this.#start(fault, scope, order)
    return { links: links.length, ongoing: this.#ongoing(order.tab) }
  }

  #start(fault: FaultName, scope: string | undefined, order: FaultOrder): void {
    const links = this.#links.of(scope)
    switch (fault) {
      case 'kill':
        return links.forEach((link) => link.kill())
      case 'mute':
        return links.forEach((link) => link.mute())
      case 'close':
        return this.#close(scope, order.code ?? 4000, 'the demo was told to')
      case 'refuse':
        this.#of(scope).refusedUntil = after(order.seconds ?? 10)
        return links.forEach((link) => link.kill())
      case 'flap':
        this.#of(scope).flappingUntil = after(order.seconds ?? 20)
        return links.forEach((link) => link.kill())
      case 'slow':
        this.#of(scope).delay = order.delay ?? 400
        return
      case 'restart':
        return this.#restart(scope, order)
      case 'heal':
        return this.#heal(scope)
    }
  }

  /** As a deployment does: asks all to leave, is away for some seconds, and comes back. */
  #restart(scope: string | undefined, { seconds = 4, hint }: FaultOrder): void {
    const reason = hint ? JSON.stringify({ retryAfter: seconds * 1_000 + 500, spread: 1_500 }) : 'restarting'
    this.#of(scope).restartingUntil = after(seconds)
    this.#close(scope, 1012, reason)
  }

  #heal(scope: string | undefined): void {
    for (const [key, lasting] of this.#lasting) {
      if (scope !== undefined && key !== undefined && key !== scope) continue
      Object.assign(lasting, nothing())
    }
    this.#forgetEnded()
  }

  #ongoing(tab: string): OngoingFault[] {
    const now = performance.now()
    const ends: [FaultName, (lasting: Lasting) => number][] = [
      ['refuse', ({ refusedUntil }) => refusedUntil],
      ['restart', ({ restartingUntil }) => restartingUntil],
      ['flap', ({ flappingUntil }) => flappingUntil],
    ]
    const ongoing: OngoingFault[] = []
    for (const [fault, endOf] of ends) {
      const remaining = Math.max(0, ...this.#applying(tab).map(endOf)) - now
      if (remaining > 0) ongoing.push({ fault, remaining: Math.round(remaining) })
    }
    if (this.delay(tab) > 0) ongoing.push({ fault: 'slow', remaining: null })
    return ongoing
  }

  #of(scope: string | undefined): Lasting {
    const lasting = this.#lasting.get(scope) ?? nothing()
    this.#lasting.set(scope, lasting)
    return lasting
  }

  #applying(tab: string): Lasting[] {
    return [this.#lasting.get(undefined), this.#lasting.get(tab)].filter((lasting) => lasting !== undefined)
  }

  #forgetEnded(): void {
    const now = performance.now()
    for (const [scope, { delay, ...ends }] of this.#lasting) {
      if (delay === 0 && Object.values(ends).every((end) => end <= now)) this.#lasting.delete(scope)
    }
  }
}

function nothing(): Lasting {
  return { refusedUntil: 0, restartingUntil: 0, flappingUntil: 0, delay: 0 }
}

function after(seconds: number): number {
  return performance.now() + seconds * 1_000
}
