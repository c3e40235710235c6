import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byteLength } from '../../src/connection/data.ts'
import { Ledger } from '../../src/connection/ledger.ts'
import { verbosely } from './run.ts'

const step = fc.oneof(
  fc.record({ do: fc.constant('send' as const), bytes: fc.nat(100) }),
  fc.record({ do: fc.constantFrom('ping' as const, 'pong' as const), times: fc.constantFrom(1, 1, 2, 70) }),
)

test('unconfirmed is never less than what a peer that answers in order has not confirmed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const ledger = new Ledger()
      const pings: number[] = []
      let handed = 0
      let proven = 0
      for (const each of steps) {
        if (each.do === 'send') {
          ledger.handOver(each.bytes)
          handed++
        }
        for (let i = 0; each.do === 'ping' && i < each.times; i++) {
          ledger.pingSent()
          pings.push(handed)
        }
        for (let i = 0; each.do === 'pong' && i < each.times && pings.length > 0; i++) {
          ledger.pongReceived()
          proven = pings.shift()!
        }
        expect(ledger.unconfirmed.messages).toBeGreaterThanOrEqual(handed - proven)
        expect(ledger.unconfirmed.messages).toBeLessThanOrEqual(handed)
      }
    }),
    { ...verbosely, numRuns: 500 },
  )
})

test('byteLength is that of UTF-8, for lone surrogates, too', () => {
  const unit = fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.integer({ min: 0xd7f0, max: 0xe00f }))
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      const text = String.fromCharCode(...units)
      expect(byteLength(text)).toBe(new TextEncoder().encode(text).length)
    }),
    { ...verbosely, numRuns: 1_000 },
  )
})
