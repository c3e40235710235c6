/** Who else is in the room, in words, and how often others hear that one writes. */
import type { People } from '../shared/channels.ts'
import { tab } from './client.ts'
import { plural } from './format.ts'

/** How often (ms) others are told that one writes, and how long they show it. */
export const TELL_INTERVAL = 1_500
export const SHOWN = 3_000

export function presenceOf({ count, guests }: People, name: string): string {
  const others = guests.filter(({ id }) => id !== tab).map((guest) => guest.name)
  return `${plural(count, 'tab')}. You are ${name}${others.length > 0 ? `, with ${others.join(', ')}` : ''}.`
}
