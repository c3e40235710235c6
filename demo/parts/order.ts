/** Orders a fault from the server: over HTTP, which no fault disturbs. */
import type { FaultName, FaultOrder, FaultReport } from '../shared/faults.ts'
import { tab } from './client.ts'
import { plural } from './format.ts'

/** Resolves when the server has done it. Rejects with an Error that says why it could not. */
export async function orderFault(name: FaultName, order: Omit<FaultOrder, 'tab'> = {}): Promise<FaultReport> {
  const response = await fetch(`/control/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tab, ...order } satisfies FaultOrder),
  })
  const answer = (await response.json()) as FaultReport & { error?: string }
  if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}`)
  return answer
}

/** What a fault came to, in words. */
export function outcomeOf(name: FaultName, { links }: FaultReport): string {
  if (name === 'heal') return 'no fault goes on'
  return links === 0 ? 'no link was up just then' : `${plural(links, 'link')} reached`
}
