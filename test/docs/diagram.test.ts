// The state diagram of the README shows what state.ts allows, and nothing else.
import { expect, test } from 'vitest'
import { transition, type ConnectionState, type StateEvent } from '../../src/connection/state.ts'
import type { Cause } from '../../src/policy/cause.ts'
import { readBlock } from './markdown.ts'

const cause: Cause = { kind: 'lost', code: 1006, reason: '', opened: true, failures: 0 }
const endpoint = { url: 'ws://127.0.0.1/', protocol: '', extensions: '' }
const wait = { cause, attempt: 1, delay: 0, retryAt: 0, held: false }

const states: ConnectionState[] = [
  { name: 'idle' },
  { name: 'connecting', phase: 'dial', attempt: 1 },
  { name: 'open', attempt: 1, ...endpoint },
  { name: 'waiting', ...wait },
  { name: 'suspended', cause },
  { name: 'closing', cause },
  { name: 'closed', cause },
]

const events: Record<StateEvent['type'], StateEvent[]> = {
  dial: (['start', 'timer', 'wake', 'return', 'user'] as const).map((by) => ({ type: 'dial', by, attempt: 1 })),
  phase: [{ type: 'phase', phase: 'dial' }],
  open: [{ type: 'open', ...endpoint }],
  retry: [{ type: 'retry', ...wait }],
  suspend: [{ type: 'suspend', cause }],
  close: [{ type: 'close', cause }],
  stop: [{ type: 'stop', cause }],
  hangUp: [{ type: 'hangUp' }],
}

test('the state diagram has the edges that transition() allows', () => {
  const allowed = states.flatMap((state) =>
    Object.values(events)
      .flat()
      .map((event) => transition(state, event)?.name)
      .filter((next) => next !== undefined && next !== state.name)
      .map((next) => `${state.name} → ${next}`),
  )
  expect(drawnEdges()).toEqual([...new Set(allowed)].sort())
})

/** An arrow from a box stands for one from each state in it. */
function drawnEdges(): string[] {
  const { text } = readBlock('README.md', 'States', 'mermaid')
  const boxes = [...text.matchAll(/state (\w+) \{(.*?)\}/gs)].map(([, box = '', body = '']) => {
    return [box, new Set(readArrows(body).flat())] as const
  })
  const members = new Map(boxes)
  return readArrows(text)
    .flatMap(([from, to]) => [...(members.get(from) ?? [from])].map((each) => `${each} → ${to}`))
    .sort()
}

function readArrows(text: string): [string, string][] {
  return [...text.matchAll(/^ *(\w+) --> (\w+)/gm)].map(([, from = '', to = '']) => [from, to])
}
