/** Orders a fault from the server: over HTTP, which no fault disturbs. */
import type { FaultName, FaultOrder, FaultReport } from '../shared/faults.ts'
import { tab } from './client.ts'
import type { Fault } from './fault-list.ts'
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

/** What a press of its button orders just now, and how that is called. */
export function readOrder(
  { name, label, order = {} }: Fault,
  code: number,
  ongoing: readonly FaultName[],
): { label: string; order: Omit<FaultOrder, 'tab'> } {
  if (name === 'close') return { label: `${label} ${code}`, order: { code } }
  // A second press ends what has no end of its own.
  if (name === 'slow' && ongoing.includes(name)) return { label: 'Stop slowing', order: { delay: 0 } }
  return { label, order }
}

/** What a fault came to, in words. */
export function outcomeOf(name: FaultName, { links }: FaultReport): string {
  if (name === 'heal') return 'no fault goes on'
  return links === 0 ? 'no link was up just then' : `${plural(links, 'link')} reached`
}
