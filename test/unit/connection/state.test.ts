import { describe, expect, test } from 'vitest'
import { transition, type ConnectionState, type Details, type StateEvent } from '../../../src/connection/state.ts'
import type { Cause } from '../../../src/index.ts'

const cause: Cause = { kind: 'lost', code: 1006, reason: '', opened: true, failures: 0 }
const later: Cause = { ...cause, kind: 'user', code: 1000 }
const endpoint = { url: 'ws://server.test/', protocol: 'v2', extensions: '' }
const wait = { cause: later, attempt: 5, delay: 100, retryAt: 1_100, held: false }

const states: Record<string, ConnectionState> = {
  idle: { name: 'idle' },
  connecting: { name: 'connecting', phase: 'provide', attempt: 3 },
  open: { name: 'open', attempt: 3, ...endpoint },
  waiting: { name: 'waiting', cause, attempt: 4, delay: 1_000, retryAt: 2_000, held: false },
  'waiting, held': { name: 'waiting', cause, attempt: 4, delay: 1_000, retryAt: 2_000, held: true },
  suspended: { name: 'suspended', cause },
  closing: { name: 'closing', cause },
  closed: { name: 'closed', cause },
}

const dial = { phase: 'provide', attempt: 4 } as const

const events: { [E in StateEvent]: Details<E> } = {
  start: dial,
  timer: dial,
  wake: dial,
  return: dial,
  user: dial,
  phase: { ...dial, phase: 'dial' },
  open: { attempt: 3, ...endpoint },
  retry: wait,
  suspend: { cause: later },
  hangUp: { cause: later },
  close: { cause: later },
  stop: { cause: later },
}

// prettier-ignore
const table: Record<string, string> = {
  //                start      timer      wake       return     user       phase      open retry   suspend   hangUp close   stop  
  idle:            'connecting -          -          -          connecting -          -    -       -         -      closing -',
  connecting:      '-          -          -          -          connecting connecting open waiting suspended -      closing closed',
  open:            '-          -          -          -          connecting -          -    waiting suspended idle   closing closed',
  waiting:         '-          connecting connecting -          connecting -          -    waiting suspended -      closing -',
  'waiting, held': '-          connecting -          -          connecting -          -    waiting -         -      closing -',
  suspended:       '-          -          -          connecting connecting -          -    -       -         -      closing -',
  closing:         '-          -          -          -          connecting -          -    -       -         -      -       closed',
  closed:          '-          -          -          -          connecting -          -    -       -         -      -       -',
}

const pairs = Object.entries(table).flatMap(([from, row]) => {
  const names = row.split(/ +/)
  return Object.keys(events).map((event, column) => [from, event as keyof typeof events, names[column]!] as const)
})

describe('transition', () => {
  test.for(pairs)('%s + %s → %s', ([from, event, to]) => {
    expect(transition(states[from]!, event, events[event])?.name ?? '-').toBe(to)
  })

  test('has a row for each state and a column for each event', () => {
    expect(pairs.filter(([, , to]) => /^(-|\w+)$/.test(to))).toHaveLength(8 * 12)
    expect(Object.keys(table)).toEqual(Object.keys(states))
  })

  test('changes no state in place', () => {
    for (const [from, event] of pairs) {
      const state = states[from]!
      const before = structuredClone(state)
      transition(Object.freeze(state), event, events[event])
      expect(state).toEqual(before)
    }
  })
})

describe('transition', () => {
  test('takes the details of the state from the event', () => {
    expect(transition(states['idle']!, 'start', dial)).toEqual({ name: 'connecting', phase: 'provide', attempt: 4 })
    expect(transition(states['connecting']!, 'phase', { attempt: 3, cause, phase: 'dial' })).toEqual({
      name: 'connecting',
      phase: 'dial',
      attempt: 3,
      cause,
    })
    expect(transition(states['connecting']!, 'open', events.open)).toEqual({ name: 'open', attempt: 3, ...endpoint })
    expect(transition(states['open']!, 'retry', wait)).toEqual({ name: 'waiting', ...wait })
  })

  test.for(['suspend', 'close', 'stop'] as const)('%s carries the cause of the event', (event) => {
    expect(transition(states['connecting']!, event, { cause: later })).toMatchObject({ cause: later })
  })
})
