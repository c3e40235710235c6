/** The stream of numbered messages, in words. */
import { count } from './format.ts'

/** How many a second one can have. */
export const rates = [0, 100, 1_000]
/** So many of the latest are shown. */
export const SHOWN = 200

export function outcomeOf(received: number, last = 0): string {
  if (last === 0) return 'Each message has a number, so that none is missed unseen.'
  const missed = last - received
  return `${count(received)} received on this link, ${missed === 0 ? 'none' : count(missed)} missed.`
}
