import { describe, expect, test } from 'vitest'
import { Peer } from '../peer.ts'
import type { Target } from '../target.ts'
import { strange } from './subscriptions.ts'

export function events(target: Target): void {
  describe('events', () => {
    test('go to all who are subscribed, with the name of who sent them', async () => {
      const [ada, bob] = [await Peer.named(target.url, 'ada'), await Peer.named(target.url, 'bob')]
      await ada.subscribe('room:events')
      await bob.subscribe('room:events')
      for (const data of [{ from: 'eve' }, null, 7]) {
        bob.say({ type: 'event', channel: 'room:events', event: 'typing', data })
      }
      bob.say({ type: 'event', channel: 'room:events', event: 'typing' })
      const message = { type: 'event', channel: 'room:events', event: 'typing', data: { from: 'bob' } }
      expect(await bob.rest()).toEqual(Array.from({ length: 4 }, () => message))
      expect(await ada.rest()).toEqual(Array.from({ length: 4 }, () => message))
    })

    test('reach everybody in the order in which they were said', async () => {
      const [ada, bob] = [await Peer.named(target.url, 'ada'), await Peer.named(target.url, 'bob')]
      await ada.subscribe('room:order')
      await bob.subscribe('room:order')
      const texts = Array.from({ length: 500 }, (_, index) => `${index}`)
      const answers = await Promise.all(texts.map((text) => bob.request('say', { text }, 'room:order')))
      expect(answers.filter(({ type }) => type !== 'reply')).toEqual([])
      const said = texts.map((text) => ({ from: 'bob', text }))
      expect(await bob.events()).toEqual(said)
      expect(await ada.events()).toEqual(said)
    })

    test.each(strange)('that nobody knows are ignored: %j', async (name) => {
      const ada = await Peer.named(target.url, 'ada')
      await ada.subscribe('room:unknown')
      ada.say({ type: 'event', channel: 'room:unknown', event: name, data: {} })
      ada.say({ type: 'event', channel: name, event: 'typing', data: {} })
      ada.say({ type: 'event', event: name, data: {} })
      expect(await ada.rest()).toEqual([])
    })
  })
}
