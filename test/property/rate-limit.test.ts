import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RateLimit } from '../../src/policy/rate-limit.ts'
import { verbosely } from './run.ts'

const message = fc.record({ bytes: fc.integer({ min: 1, max: 100 }), pause: fc.integer({ min: 0, max: 400 }) })
const bounds = fc.record({ messages: fc.integer({ min: 1, max: 30 }), bytes: fc.integer({ min: 100, max: 2_000 }) })

/** The most that goes in any second. */
function most(sent: readonly { at: number; weight: number }[]): number {
  const inSecond = ({ at: from }: { at: number }) =>
    sent.reduce((sum, { at, weight }) => sum + (at >= from && at < from + 1_000 ? weight : 0), 0)
  return Math.max(...sent.map(inSecond))
}

describe('RateLimit', () => {
  test('exceeds its bounds in no second, wherever that begins', () => {
    const messages = fc.array(message, { minLength: 1, maxLength: 200 })
    const property = fc.property(messages, bounds, (messages, bounds) => {
      const limit = new RateLimit(bounds)
      let now = 0
      const sent = messages.map(({ bytes, pause }) => {
        now += pause
        for (let wait; (wait = limit.wait(bytes, now)) > 0;) now += wait
        limit.count(bytes, now)
        return { at: now, bytes }
      })
      expect(most(sent.map(({ at }) => ({ at, weight: 1 })))).toBeLessThanOrEqual(bounds.messages)
      expect(most(sent.map(({ at, bytes }) => ({ at, weight: bytes })))).toBeLessThanOrEqual(bounds.bytes)
    })
    fc.assert(property, verbosely)
  })
})
