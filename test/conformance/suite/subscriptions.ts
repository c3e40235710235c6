import { describe, expect, test } from 'vitest'
import { expectError, Peer } from '../peer.ts'
import type { Target } from '../target.ts'

/** Names that are traps where a name is the key of an object, or of a map of another language's own. */
export const strange = ['__proto__', 'constructor', 'toString', '*', ' ', 'ä 🎉', '"\\', 'a:b:c']

export function subscriptions(target: Target): void {
  const meet = async (...names: string[]) => Promise.all(names.map((name) => Peer.named(target.url, name)))

  describe('subscriptions', () => {
    test('says yes with data', async () => {
      const [ada] = (await meet('ada')) as [Peer]
      expect(await ada.subscribe('room:1')).toEqual({ type: 'reply', id: 2, data: { you: 'ada' } })
    })

    test.each(['lobby', 'room', 'ROOM:1', ...strange])('knows no channel %j', async (channel) => {
      const [ada] = (await meet('ada')) as [Peer]
      expectError(await ada.subscribe(channel), 'unknown')
    })

    test('says no to those who may not, and yes to those who may', async () => {
      const [ada, bob] = (await meet('ada', 'bob')) as [Peer, Peer]
      expectError(await bob.subscribe('room:staff'), 'forbidden')
      expect(await ada.subscribe('room:staff')).toMatchObject({ type: 'reply' })
      await ada.request('say', { text: 'between us' }, 'room:staff')
      expect(await ada.events()).toHaveLength(1)
      expect(await bob.events()).toEqual([])
    })

    test.each(strange)('takes room:%s for a room like any other', async (name) => {
      const [ada, bob, eve] = (await meet('ada', 'bob', 'eve')) as [Peer, Peer, Peer]
      expect(await ada.subscribe(`room:${name}`)).toMatchObject({ type: 'reply' })
      await eve.subscribe('room:other')
      expect(await bob.request('say', { text: 'hi' }, `room:${name}`)).toMatchObject({ type: 'reply' })
      expect(await ada.rest()).toEqual([
        { type: 'event', channel: `room:${name}`, event: 'message', data: { from: 'bob', text: 'hi' } },
      ])
      expect(await eve.events()).toEqual([])
    })

    test('says nothing to an unsubscribe, nor any more in that room', async () => {
      const [ada, bob] = (await meet('ada', 'bob')) as [Peer, Peer]
      await ada.subscribe('room:left')
      ada.say({ type: 'unsubscribe', channel: 'room:left' })
      ada.say({ type: 'unsubscribe', channel: 'room:never' })
      expect(await ada.rest()).toEqual([])
      await bob.request('say', { text: 'hi' }, 'room:left')
      expect(await ada.rest()).toEqual([])
    })

    test('a second subscription replaces the first: each message comes once, and one unsubscribe ends it', async () => {
      const [ada, bob] = (await meet('ada', 'bob')) as [Peer, Peer]
      expect(await ada.subscribe('room:twice')).toMatchObject({ type: 'reply' })
      expect(await ada.subscribe('room:twice')).toMatchObject({ type: 'reply' })
      await bob.request('say', { text: 'hi' }, 'room:twice')
      expect(await ada.events()).toHaveLength(1)
      ada.say({ type: 'unsubscribe', channel: 'room:twice' })
      await ada.rest()
      await bob.request('say', { text: 'hi' }, 'room:twice')
      expect(await ada.rest()).toEqual([])
    })

    test('whose second subscription is refused hears nothing more', async () => {
      const [ada, bob] = (await meet('ada', 'bob')) as [Peer, Peer]
      await ada.subscribe('room:staff')
      await ada.authenticate('eve')
      expectError(await ada.subscribe('room:staff'), 'forbidden')
      await bob.request('say', { text: 'hi' }, 'room:staff')
      // A server may end the subscriptions of who was somebody else before, and says so.
      expect(await ada.events()).toEqual([])
    })

    test.each([true, false])('kicks, and says whether to come back: %j', async (retry) => {
      const [ada, bob] = (await meet('ada', 'bob')) as [Peer, Peer]
      await ada.subscribe('room:kicked')
      await ada.subscribe('room:other')
      expect(await bob.request('kick', { retry }, 'room:kicked')).toMatchObject({ type: 'reply' })
      const [kick, ...others] = await ada.rest()
      expect(kick).toMatchObject({ type: 'unsubscribed', channel: 'room:kicked', code: 'kicked' })
      expect([kick?.['retry'] ?? false, typeof kick?.['message']]).toEqual([retry, 'string'])
      expect(others).toEqual([])
      await bob.request('say', { text: 'hi' }, 'room:kicked')
      await bob.request('say', { text: 'ho' }, 'room:other')
      expect(await ada.events()).toEqual([{ from: 'bob', text: 'ho' }])
      expect(await ada.subscribe('room:kicked')).toMatchObject({ type: 'reply' })
    })

    test('goes on for the others when one is gone', async () => {
      const [ada, bob, eve] = (await meet('ada', 'bob', 'eve')) as [Peer, Peer, Peer]
      for (const peer of [ada, bob, eve]) await peer.subscribe('room:gone')
      ada.vanish()
      for (let round = 0; round < 20; round++) await bob.request('say', { text: `${round}` }, 'room:gone')
      expect(await eve.events()).toHaveLength(20)
    })
  })
}
