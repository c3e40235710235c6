import { describe, expect, test } from 'vitest'
import { Peer } from '../peer.ts'
import type { Target } from '../target.ts'

export function closing(target: Target): void {
  const hint = '{"retryAfter":1000,"spread":2000}'

  describe('closing', () => {
    test.each([
      [4000, 'bye'],
      [4000, ''],
      [4000, hint],
      [4401, 'expired'],
      [4404, 'grüße 🎉'],
      [4999, hint],
    ])('with %i %j reaches the client', async (code, reason) => {
      const ada = await Peer.named(target.url, 'ada')
      ada.say({ type: 'request', id: 70, event: 'close', data: { code, reason } })
      expect(await ada.closed).toEqual({ code, reason: target.limits.noReasons ? '' : reason })
    })

    test('by a client is answered', async () => {
      const ada = await Peer.named(target.url, 'ada')
      ada.close(4001, 'bye')
      expect((await ada.closed).code).not.toBe(1006)
    })

    test('ends nobody else’s link', async () => {
      const [ada, bob] = [await Peer.named(target.url, 'ada'), await Peer.named(target.url, 'bob')]
      ada.say({ type: 'request', id: 70, event: 'close', data: { code: 4000, reason: '' } })
      await ada.closed
      expect(await bob.request('echo', 1)).toMatchObject({ data: 1 })
    })
  })
}
