import fc from 'fast-check'
import { describe, test } from 'vitest'
import { transition, type ConnectionState, type StateEvent } from '../../src/connection/state.ts'
import type { Cause } from '../../src/index.ts'
import { verbosely } from './run.ts'

const cause = fc.record<Cause>({
  kind: fc.constantFrom('refused', 'lost', 'server', 'user', 'page'),
  code: fc.integer({ min: 1000, max: 4999 }),
  reason: fc.string(),
  opened: fc.boolean(),
  failures: fc.nat(20),
})
const attempt = fc.integer({ min: 1, max: 9 })
const event: fc.Arbitrary<StateEvent> = fc.oneof(
  fc.record({
    type: fc.constant('dial' as const),
    by: fc.constantFrom('start', 'timer', 'wake', 'return', 'user'),
    attempt,
  }),
  fc.record({
    type: fc.constant('phase' as const),
    phase: fc.constantFrom('provide', 'dial', 'authenticate', 'resume'),
  }),
  fc.constant({ type: 'open' as const, url: 'ws://server.test/', protocol: '', extensions: '' }),
  fc.record({
    type: fc.constant('retry' as const),
    cause,
    attempt,
    delay: fc.nat(1_000),
    retryAt: fc.nat(),
    held: fc.boolean(),
  }),
  fc.record({ type: fc.constantFrom('suspend' as const, 'close' as const, 'stop' as const), cause }),
  fc.constant({ type: 'hangUp' as const }),
)

type Step = { from: ConnectionState; event: StateEvent; to: ConnectionState }

/** The steps of a life that these events make. */
function live(events: StateEvent[]): Step[] {
  let state: ConnectionState = { name: 'idle' }
  return events.flatMap((each) => {
    const from = state
    state = transition(from, each) ?? from
    return state === from ? [] : [{ from, event: each, to: state }]
  })
}

/** Holds for every step of every life. */
const always = (holds: (step: Step) => boolean) =>
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => live(events).every(holds)),
    { ...verbosely, numRuns: 500 },
  )

const isDialledBy = (step: Step, ...who: string[]) => step.event.type === 'dial' && who.includes(step.event.by)

describe('transition, whatever happens', () => {
  test('stays within the known states', () => {
    const known = ['idle', 'connecting', 'open', 'waiting', 'suspended', 'closing', 'closed']
    always(({ to }) => known.includes(to.name))
  })

  test('is closed only by stop, and leaves it only by the user', () => {
    always((step) => (step.to.name === 'closed') === (step.event.type === 'stop'))
    always((step) => step.from.name !== 'closed' || isDialledBy(step, 'user'))
  })

  test('leaves closing only for closed, or by the user', () => {
    always((step) => step.from.name !== 'closing' || step.to.name === 'closed' || isDialledBy(step, 'user'))
  })

  test('opens only what was connecting, with its attempt', () => {
    always(({ from, to }) => to.name !== 'open' || (from.name === 'connecting' && from.attempt === to.attempt))
  })

  test('leaves a wait that the server asked for only at its end or by the user', () => {
    always((step) => {
      if (step.from.name !== 'waiting' || !step.from.held) return true
      return isDialledBy(step, 'timer', 'user') || step.event.type === 'close' || step.event.type === 'retry'
    })
  })

  test('leaves a suspension only for the returned page, or by the user', () => {
    always(
      (step) => step.from.name !== 'suspended' || isDialledBy(step, 'return', 'user') || step.event.type === 'close',
    )
  })

  test('is idle again only by hanging up', () => {
    always(({ event, to }) => to.name !== 'idle' || event.type === 'hangUp')
  })

  test('always knows why it waits, is suspended, closes or is closed', () => {
    const caused = ['waiting', 'suspended', 'closing', 'closed']
    always(({ to }) => !caused.includes(to.name) || ('cause' in to && typeof to.cause.code === 'number'))
  })
})
