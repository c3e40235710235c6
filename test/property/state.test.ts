import fc from 'fast-check'
import { describe, test } from 'vitest'
import { transition, type ConnectionState, type Details, type StateEvent } from '../../src/connection/state.ts'
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
type Happening = { [E in StateEvent]: { type: E; details: Details<E> } }[StateEvent]

const phase = fc.constantFrom('provide' as const, 'dial' as const, 'authenticate' as const, 'resume' as const)
const event: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    type: fc.constantFrom('start' as const, 'timer' as const, 'wake' as const, 'return' as const, 'user' as const),
    details: fc.record({ phase, attempt }),
  }),
  fc.record({ type: fc.constant('phase' as const), details: fc.record({ phase, attempt }) }),
  fc.record({
    type: fc.constant('open' as const),
    details: fc.record({
      attempt,
      url: fc.constant('ws://server.test/'),
      protocol: fc.constant(''),
      extensions: fc.constant(''),
    }),
  }),
  fc.record({
    type: fc.constant('retry' as const),
    details: fc.record({ cause, attempt, delay: fc.nat(1_000), retryAt: fc.nat(), held: fc.boolean() }),
  }),
  fc.record({
    type: fc.constantFrom('suspend' as const, 'close' as const, 'stop' as const),
    details: fc.record({ cause }),
  }),
)

type Step = { from: ConnectionState; event: Happening; to: ConnectionState }

/** The steps of a life that these events make. */
function live(events: Happening[]): Step[] {
  let state: ConnectionState = { name: 'idle' }
  return events.flatMap((each) => {
    const from = state
    state = transition(from, each.type, each.details) ?? from
    return state === from ? [] : [{ from, event: each, to: state }]
  })
}

/** Holds for every step of every life. */
const always = (holds: (step: Step) => boolean) =>
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => live(events).every(holds)),
    { ...verbosely, numRuns: 500 },
  )

const isDialledBy = (step: Step, ...who: string[]) => who.includes(step.event.type)

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

  test('opens only what was connecting', () => {
    always(({ from, to }) => to.name !== 'open' || from.name === 'connecting')
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

  test('is never idle again', () => {
    always(({ to }) => to.name !== 'idle')
  })

  test('always knows why it waits, is suspended, closes or is closed', () => {
    const caused = ['waiting', 'suspended', 'closing', 'closed']
    always(({ to }) => !caused.includes(to.name) || ('cause' in to && typeof to.cause.code === 'number'))
  })
})
