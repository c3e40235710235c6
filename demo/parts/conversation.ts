/** What stands in the chat: lines by their ids, each once, and what became of one's own. Draws nothing. */
import type { ChatLine } from '../shared/channels.ts'

const KEPT = 100

export type Fate = 'queued' | 'delivered' | 'dropped'

/** Others' lines have no fate. */
export interface Shown extends ChatLine {
  fate?: Fate
}

/** Adds what was heard. What is one's own is known, and has arrived by that. */
export function withHeard(lines: readonly Shown[], heard: readonly ChatLine[]): readonly Shown[] {
  const known = new Map(lines.map((line) => [line.id, line]))
  for (const line of heard) {
    const own = known.get(line.id)
    known.set(line.id, own?.fate ? { ...own, fate: 'delivered' } : (own ?? line))
  }
  return [...known.values()].slice(-KEPT)
}

/** Adds a line of one's own, or says what became of it. What has arrived stays so. */
export function withFate(lines: readonly Shown[], line: ChatLine, fate: Fate): readonly Shown[] {
  const before = lines.find(({ id }) => id === line.id)
  if (!before) return [...lines, { ...line, fate }].slice(-KEPT)
  if (before.fate === 'delivered') return lines
  return lines.map((each) => (each === before ? { ...each, fate } : each))
}
