import { describe, expect, test } from 'vitest'
import { RateLimit } from '../../../src/policy/rate-limit.ts'

/** When each of these messages goes, if all are there at the beginning. */
function schedule(limit: RateLimit, sizes: readonly number[]): number[] {
  let now = 0
  return sizes.map((bytes) => {
    for (let wait; (wait = limit.wait(bytes, now)) > 0;) now += wait
    limit.count(bytes, now)
    return now
  })
}

describe('RateLimit', () => {
  test('lets as many messages go at once as a second may have, and the next ones a second later', () => {
    expect(schedule(new RateLimit({ messages: 2 }), [1, 1, 1, 1, 1])).toEqual([0, 0, 1_000, 1_000, 2_000])
  })

  test('counts bytes too', () => {
    expect(schedule(new RateLimit({ bytes: 100 }), [60, 40, 1, 100])).toEqual([0, 0, 1_000, 2_000])
  })

  test('lets a message that is larger than a second may have go alone', () => {
    expect(schedule(new RateLimit({ bytes: 100 }), [50, 500, 50])).toEqual([0, 1_000, 2_000])
  })

  test('is not slower than it has to be', () => {
    expect(schedule(new RateLimit({ messages: 10 }), Array<number>(101).fill(1)).at(-1)).toBe(10_000)
  })

  test.for([0, -1, NaN, '5'])('refuses a bound of %s', (bound) => {
    expect(() => new RateLimit({ messages: bound as number })).toThrow(/rateLimit.messages/)
  })

  test('lets as many bytes go in each later second as in the first', () => {
    const limit = new RateLimit({ bytes: 100 })
    for (const now of [0, 1_000, 2_000]) {
      for (let i = 0; i < 10; i++) {
        expect(limit.wait(10, now)).toBe(0)
        limit.count(10, now)
      }
      expect(limit.wait(10, now)).toBe(1_000)
    }
  })
})
