// The state diagram of the README shows what state.ts allows, and nothing else.
import { expect, test } from 'vitest'
import { transition, type ConnectionState, type Details, type StateEvent } from '../../src/connection/state.ts'
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

const dial = { phase: 'dial', attempt: 1 } as const

const events: { [E in StateEvent]: Details<E> } = {
  start: dial,
  timer: dial,
  wake: dial,
  return: dial,
  user: dial,
  phase: dial,
  open: { attempt: 1, ...endpoint },
  retry: wait,
  suspend: { cause },
  hangUp: { cause },
  close: { cause },
  stop: { cause },
}

test('the state diagram has the edges that transition() allows', () => {
  const allowed = states.flatMap((state) =>
    (Object.keys(events) as StateEvent[])
      .map((event) => transition(state, event, events[event])?.name)
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
