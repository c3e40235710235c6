import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createServerWait } from '../../src/policy/close-code.ts'
import { Redial, type Ending } from '../../src/policy/redial.ts'
import { verbosely } from './run.ts'

const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
// Chance at its most malicious, too: at its lower end all the time.
const chance = fc.oneof(fc.infiniteStream(draw), fc.infiniteStream(fc.constant(0)))

function redial(numbers: Iterator<number>): Redial {
  const random = () => numbers.next().value as number
  return new Redial({ random }, random, true, (run) => run())
}

interface Life {
  readonly ending: Ending
  /** How long (ms) the attempt or link lasted. */
  readonly lasted: number
}

const opened = fc.constantFrom<Pick<Ending, 'kind' | 'code'>>(
  { kind: 'lost', code: 1006 },
  { kind: 'dead', code: 4951 },
  ...[1000, 1001, 1005, 1008, 1011, 1012, 1013, 4000, 4401, 4429].map((code) => ({ kind: 'server' as const, code })),
)
const unopened = fc.constantFrom<Pick<Ending, 'kind' | 'code'>>(
  { kind: 'refused', code: 1006 },
  { kind: 'timeout', code: 4950 },
  { kind: 'provider', code: 4952 },
  { kind: 'server', code: 1011 },
)

const life = (longest: number): fc.Arbitrary<Life> =>
  fc.boolean().chain((isOpened) =>
    fc.record({ of: isOpened ? opened : unopened, lasted: fc.nat(longest) }).map(({ of, lasted }) => ({
      lasted,
      ending: {
        ...of,
        reason: '',
        opened: isOpened,
        failures: 0,
        stable: isOpened && lasted >= 5_000,
        terminal: false,
      },
    })),
  )

/** The documented window (ms) of the wait after this ending. */
function windowOf({ kind, code }: Ending, failures: number): [least: number, most: number] {
  if (kind === 'server' && code === 4401) return [0, 0]
  if (kind === 'server' && code === 1012) return [0, Math.max(5_000, ...backoffAfter(failures))]
  if (kind === 'server' && (code === 1013 || code === 4429)) return [10_000, 20_000]
  if (failures === 0) return kind === 'dead' ? [0, 0] : [0, 1_000]
  return backoffAfter(failures)
}

function backoffAfter(failures: number): [least: number, most: number] {
  if (failures === 0) return [0, 1_000]
  const longest = Math.min(15_000, 3_000 * 2 ** (failures - 1))
  return [longest / 2, longest]
}

/** How many failures are known after each life: every one since the last stable link, but for one early loss. */
function countFailures(lives: Life[]): number[] {
  let failures = 0
  let isExcused = false
  return lives.map(({ ending }) => {
    if (ending.stable) [failures, isExcused] = [0, false]
    else if (ending.opened && !isExcused) isExcused = true
    else failures++
    return failures
  })
}

describe('Redial, whatever happens', () => {
  test('waits within the documented windows', () => {
    fc.assert(
      fc.property(fc.array(life(8_000), { maxLength: 30 }), chance, (lives, numbers) => {
        const policy = redial(numbers)
        const failures = countFailures(lives)
        lives.every(({ ending }, index) => {
          const { cause, wait } = policy.after(ending)
          if (!wait) return false
          expect(cause.failures).toBe(failures[index])
          const [least, most] = windowOf(ending, failures[index]!)
          expect(wait.delay).toBeGreaterThanOrEqual(least)
          expect(wait.delay).toBeLessThanOrEqual(most)
          return true
        })
      }),
      { ...verbosely, numRuns: 500 },
    )
  })

  test('dials a flapping server at most 8 times in any 20 s', () => {
    fc.assert(
      fc.property(fc.array(life(4_999), { minLength: 1, maxLength: 3 }), chance, (pattern, numbers) => {
        const policy = redial(numbers)
        const dials = [0]
        for (const { ending, lasted } of Array.from({ length: 40 }, () => pattern).flat()) {
          const { wait } = policy.after(ending)
          if (!wait) break
          dials.push(dials.at(-1)! + lasted + wait.delay)
        }
        for (const from of dials) {
          expect(dials.filter((at) => at >= from && at < from + 20_000).length).toBeLessThanOrEqual(8)
        }
      }),
      { ...verbosely, numRuns: 500 },
    )
  })
})

describe('a hint in a close reason, whatever it says', () => {
  test('is ignored or lies within the bounds', () => {
    const options = { maxRetryAfter: 60_000, restartSpread: 7_000 }
    const value = fc.oneof(fc.double(), fc.string(), fc.constant(null), fc.json().map(String))
    const reason = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ retryAfter: value, spread: value }, { requiredKeys: [] }).map((hint) => JSON.stringify(hint)),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 4999 }), reason, (code, text) => {
        const { after, spread } = createServerWait(options)(code, text) ?? { after: 0, spread: 0 }
        expect(Math.min(after, spread)).toBeGreaterThanOrEqual(0)
        expect(Math.max(after, spread)).toBeLessThanOrEqual(60_000)
      }),
      { ...verbosely, numRuns: 500 },
    )
  })
})
