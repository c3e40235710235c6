// How the suite ended on each of our programs, by the name of the server under it.
import { readFileSync, writeFileSync } from 'node:fs'

const path = new URL('results.json', import.meta.url)

export function readOutcomes(): Map<string, boolean> {
  return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, boolean>))
}

export function writeOutcome(name: string, hasPassed: boolean): void {
  const outcomes = [...readOutcomes().set(name, hasPassed)].sort()
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(outcomes), null, 2)}\n`)
}
