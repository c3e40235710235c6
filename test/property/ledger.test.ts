import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byteLength } from '../../src/connection/data.ts'
import { Heartbeat } from '../../src/connection/heartbeat.ts'
import { FakeClock } from '../fake/clock.ts'
import { verbosely } from './run.ts'

const step = fc.oneof(
  fc.record({ do: fc.constant('send' as const), bytes: fc.nat(100) }),
  fc.record({ do: fc.constantFrom('ping' as const, 'pong' as const), times: fc.constantFrom(1, 1, 2, 70) }),
)

test('unconfirmed is never less than what a peer that answers in order has not confirmed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const clock = new FakeClock()
      const lane = { sent: { messages: 0, bytes: 0 }, sendPing: () => undefined }
      const heartbeat = new Heartbeat(
        { message: 'ping', pong: 'pong' },
        clock,
        lane,
        () => undefined,
        () => undefined,
      )
      heartbeat.start()
      const pings: number[] = []
      let handed = 0
      let proven = 0
      for (const each of steps) {
        if (each.do === 'send') {
          lane.sent = { messages: lane.sent.messages + 1, bytes: lane.sent.bytes + each.bytes }
          handed++
        }
        for (let i = 0; each.do === 'ping' && i < each.times; i++) {
          clock.pass(1_000)
          heartbeat.probe(true)
          pings.push(handed)
        }
        for (let i = 0; each.do === 'pong' && i < each.times && pings.length > 0; i++) {
          heartbeat.received(new MessageEvent('message', { data: 'pong' }))
          proven = pings.shift()!
        }
        expect(heartbeat.unconfirmed?.messages).toBeGreaterThanOrEqual(handed - proven)
        expect(heartbeat.unconfirmed?.messages).toBeLessThanOrEqual(handed)
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
