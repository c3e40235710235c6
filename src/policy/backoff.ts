import type { Cause } from './cause.ts'
import { readNumber, wrongOption } from './option.ts'

export interface BackoffOptions {
  /** After the loss of an open link: a wait between 0 and this many ms. @default 1_000 */
  first?: number
  /** After the first failed dial: a wait between half of this and this many ms; doubled by each further failure. @default 3_000 */
  base?: number
  /** No wait is longer than this many ms. @default 15_000 */
  cap?: number
}

/** How long to wait before the next dial, in ms. A function replaces the schedule; it gets the cause of the wait. */
export type Backoff = BackoffOptions | ((cause: Cause) => number)

/** The default schedule. Jitter is drawn anew for each wait, also at the cap, so that clients do not come back in step. */
export function createBackoff(options: BackoffOptions, random: () => number): (cause: Cause) => number {
  if (typeof options !== 'object' || options === null) throw wrongOption('backoff', 'an object or a function', options)
  const first = readNumber('backoff.first', options.first, 1_000)
  const base = readNumber('backoff.base', options.base, 3_000)
  const cap = readNumber('backoff.cap', options.cap, 15_000)
  return ({ kind, failures }) => {
    // We judged the link dead ourselves: the server is not in trouble, and the time was already lost in noticing.
    if (failures === 0) return kind === 'dead' ? 0 : (1 - random()) * Math.min(first, cap)
    const longest = Math.min(cap, base * 2 ** (failures - 1))
    return (longest / 2) * (1 + random())
  }
}
