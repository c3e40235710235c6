import { describe, expect, test } from 'vitest'
import type { Cause } from '../../../src/index.ts'
import { createBackoff } from '../../../src/policy/backoff.ts'
import { seededRandom } from '../../fake/random.ts'

const refused = (failures: number): Cause => ({ kind: 'refused', code: 1006, reason: '', opened: false, failures })
const lost: Cause = { kind: 'lost', code: 1006, reason: '', opened: true, failures: 0 }
const dead: Cause = { ...lost, kind: 'dead', code: 4951 }

function draw(backoff: (cause: Cause) => number, cause: Cause): { least: number; most: number; different: number } {
  const waits = Array.from({ length: 2_000 }, () => backoff(cause))
  return { least: Math.min(...waits), most: Math.max(...waits), different: new Set(waits).size }
}

describe('createBackoff', () => {
  test.for([
    [1, 1_500, 3_000],
    [2, 3_000, 6_000],
    [3, 6_000, 12_000],
    [4, 7_500, 15_000],
    [5, 7_500, 15_000],
    [60, 7_500, 15_000],
    [5_000, 7_500, 15_000],
  ] as const)('waits, after %i failures, evenly between %i and %i ms', ([failures, least, most]) => {
    const drawn = draw(createBackoff({}, seededRandom(1)), refused(failures))
    expect(drawn.least).toBeGreaterThanOrEqual(least)
    expect(drawn.most).toBeLessThanOrEqual(most)
    // It uses the whole window.
    expect(drawn.least).toBeLessThan(least + (most - least) / 50)
    expect(drawn.most).toBeGreaterThan(most - (most - least) / 50)
  })

  test('keeps its jitter at the cap, drawn anew each time', () => {
    expect(draw(createBackoff({}, seededRandom(2)), refused(40)).different).toBeGreaterThan(1_990)
  })

  test('waits up to a second, never zero, after the loss of a link', () => {
    const drawn = draw(createBackoff({}, seededRandom(3)), lost)
    expect(drawn.least).toBeGreaterThan(0)
    expect(drawn.least).toBeLessThan(20)
    expect(drawn.most).toBeGreaterThan(980)
    expect(drawn.most).toBeLessThanOrEqual(1_000)
  })

  test('does not wait after a link that we judged dead', () => {
    expect(createBackoff({}, () => 0.9)(dead)).toBe(0)
  })

  test('waits after a dead link, too, when links die again and again', () => {
    expect(createBackoff({}, () => 0)({ ...dead, failures: 1 })).toBe(1_500)
  })

  test('follows first, base and cap', () => {
    const backoff = createBackoff({ first: 10, base: 100, cap: 300 }, () => 0)
    expect([lost, refused(1), refused(2), refused(3), refused(4)].map(backoff)).toEqual([10, 50, 100, 150, 150])
  })

  test('never waits longer than the cap, whatever first and base are', () => {
    const backoff = createBackoff({ first: 9_000, base: 9_000, cap: 100 }, () => 0.999)
    expect(Math.max(backoff(lost), backoff(refused(1)), backoff(refused(2)))).toBeLessThanOrEqual(100)
  })

  test('comes out of step with others at once: a thousand clients, a thousand instants', () => {
    const waits = Array.from({ length: 1_000 }, (_, seed) => createBackoff({}, seededRandom(seed))(refused(1)))
    expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(700)
  })
})
