import type { Cause } from './cause.ts'
import { readOptions, wrongOption } from './option.ts'

/** The schedule of dials, and of subscriptions that the server may be asked for again. */
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

/**
 * The schedule of such waits; a function in its place has the default one. Jitter is drawn anew for each wait, also at the
 * cap, so that clients do not come back in step.
 */
export function createBackoff(
  options: Backoff,
  random: () => number,
): (cause: Pick<Cause, 'kind' | 'failures'>) => number {
  const given: object = options // a function has none of these
  if (Object(given) !== given) throw wrongOption('backoff', 'an object or a function', given)
  const { first, base, cap } = readOptions(given, { first: 1_000, base: 3_000, cap: 15_000 }, 0, 'backoff.')
  return ({ kind, failures }) => {
    // We judged the link dead ourselves: the server is not in trouble, and the time was already lost in noticing.
    if (!failures) return kind === 'dead' ? 0 : (1 - random()) * Math.min(first, cap)
    return (Math.min(cap, base * 2 ** (failures - 1)) / 2) * (1 + random())
  }
}
