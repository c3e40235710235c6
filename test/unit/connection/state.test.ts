import { describe, expect, test } from 'vitest'
import { transition, type ConnectionState, type StateEvent } from '../../../src/connection/state.ts'
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

const dial = (by: 'start' | 'timer' | 'wake' | 'return' | 'user'): StateEvent => ({ type: 'dial', by, attempt: 4 })

const events = {
  start: dial('start'),
  timer: dial('timer'),
  wake: dial('wake'),
  return: dial('return'),
  user: dial('user'),
  phase: { type: 'phase', phase: 'dial' },
  open: { type: 'open', ...endpoint },
  retry: { type: 'retry', ...wait },
  suspend: { type: 'suspend', cause: later },
  close: { type: 'close', cause: later },
  stop: { type: 'stop', cause: later },
  hangUp: { type: 'hangUp' },
} satisfies Record<string, StateEvent>

// prettier-ignore
const table: Record<string, string> = {
  //                start      timer      wake       return     user       phase      open retry   suspend   close   stop   hangUp
  idle:            'connecting -          -          -          connecting -          -    -       -         closing -      -',
  connecting:      '-          -          -          -          connecting connecting open waiting suspended closing closed -',
  open:            '-          -          -          -          connecting -          -    waiting suspended closing closed idle',
  waiting:         '-          connecting connecting -          connecting -          -    waiting suspended closing -      -',
  'waiting, held': '-          connecting -          -          connecting -          -    waiting -         closing -      -',
  suspended:       '-          -          -          connecting connecting -          -    -       -         closing -      -',
  closing:         '-          -          -          -          connecting -          -    -       -         -       closed -',
  closed:          '-          -          -          -          connecting -          -    -       -         -       -      -',
}

const pairs = Object.entries(table).flatMap(([from, row]) => {
  const names = row.split(/ +/)
  return Object.keys(events).map((event, column) => [from, event as keyof typeof events, names[column]!] as const)
})

describe('transition', () => {
  test.for(pairs)('%s + %s → %s', ([from, event, to]) => {
    expect(transition(states[from]!, events[event])?.name ?? '-').toBe(to)
  })

  test('has a row for each state and a column for each event', () => {
    expect(Object.values(table).map((row) => row.split(/ +/).length)).toEqual(Array(8).fill(12))
    expect(Object.keys(table)).toEqual(Object.keys(states))
  })

  test('changes no state in place', () => {
    for (const [from, event] of pairs) {
      const state = states[from]!
      const before = structuredClone(state)
      transition(Object.freeze(state), events[event])
      expect(state).toEqual(before)
    }
  })
})

describe('transition to connecting', () => {
  test('takes the number of the attempt from the event, and begins with the provider', () => {
    expect(transition(states['idle']!, events.start)).toEqual({ name: 'connecting', phase: 'provide', attempt: 4 })
  })

  test('keeps the cause of the state before, unless the event has one', () => {
    expect(transition(states['waiting']!, events.timer)).toMatchObject({ cause })
    expect(transition(states['waiting']!, { type: 'dial', by: 'user', attempt: 1, cause: later })).toMatchObject({
      cause: later,
    })
  })
})

describe('transition within connecting', () => {
  test('moves on to the phase and keeps the rest', () => {
    expect(transition({ ...states['connecting']!, cause } as ConnectionState, events.phase)).toEqual({
      name: 'connecting',
      phase: 'dial',
      attempt: 3,
      cause,
    })
  })
})

describe('transition to open', () => {
  test('keeps the attempt and tells what was dialled and chosen', () => {
    expect(transition(states['connecting']!, events.open)).toEqual({ name: 'open', attempt: 3, ...endpoint })
  })
})

describe('transition to waiting', () => {
  test('tells cause, next attempt, delay, due time and whether the server asked for the wait', () => {
    expect(transition(states['open']!, events.retry)).toEqual({ name: 'waiting', ...wait })
  })
})

describe('transition to an end', () => {
  test.for(['suspend', 'close', 'stop'] as const)('%s carries the cause of the event', (event) => {
    expect(transition(states['connecting']!, events[event])).toMatchObject({ cause: later })
  })
})
