import { describe, expect, test } from 'vitest'
import { expectError, Peer } from '../peer.ts'
import type { Target } from '../target.ts'

export function authentication(target: Target): void {
  describe('authentication', () => {
    test('answers pings before it knows who somebody is', async () => {
      const peer = await Peer.open(target.url)
      peer.say({ type: 'ping', id: 7 })
      expect(await peer.next('a pong', () => true)).toEqual({ type: 'pong', id: 7 })
    })

    test('refuses what is asked before that, and ignores the rest', async () => {
      const peer = await Peer.open(target.url)
      expectError(await peer.subscribe('room:1'), 'unauthenticated')
      expectError(await peer.request('echo', 1), 'unauthenticated')
      expectError(await peer.request('say', { text: 'hi' }, 'room:1'), 'unauthenticated')
      peer.say({ type: 'event', channel: 'room:1', event: 'typing' })
      peer.say({ type: 'unsubscribe', channel: 'room:1' })
      expect(await peer.rest()).toEqual([])
    })

    test('lets nobody say a thing in a room before that', async () => {
      const [bob, stranger] = [await Peer.named(target.url, 'bob'), await Peer.open(target.url)]
      await bob.subscribe('room:1')
      await stranger.request('say', { text: 'hi' }, 'room:1')
      stranger.say({ type: 'event', channel: 'room:1', event: 'typing' })
      await stranger.rest()
      expect(await bob.events()).toEqual([])
    })

    test('takes credentials, and says when they run out', async () => {
      const peer = await Peer.open(target.url)
      expect(await peer.authenticate('ada')).toEqual({ type: 'reply', id: 1, data: { expiresIn: 3_600_000 } })
      expect(await peer.request('whoami')).toMatchObject({ type: 'reply', data: { name: 'ada' } })
    })

    test.each([
      [undefined],
      [null],
      [7],
      ['ada'],
      [[]],
      [{}],
      [{ name: '' }],
      [{ name: 7 }],
      [{ name: null }],
      [{ name: ['ada'] }],
    ])('refuses %j, and lets the client try again', async (data) => {
      const peer = await Peer.open(target.url)
      expectError(await peer.ask({ type: 'authenticate', ...(data !== undefined && { data }) }), 'unauthorized')
      expectError(await peer.request('whoami'), 'unauthenticated')
      expect(await peer.authenticate('ada')).toMatchObject({ type: 'reply' })
    })

    test('takes other credentials in the middle of a link', async () => {
      const peer = await Peer.named(target.url, 'ada')
      expect(await peer.authenticate('bob')).toMatchObject({ type: 'reply', data: { expiresIn: 3_600_000 } })
      expect(await peer.request('whoami')).toMatchObject({ data: { name: 'bob' } })
    })

    test('leaves everything as it was when it refuses them', async () => {
      const peer = await Peer.named(target.url, 'ada')
      await peer.subscribe('room:again')
      expectError(await peer.authenticate(''), 'unauthorized')
      expect(await peer.request('whoami')).toMatchObject({ data: { name: 'ada' } })
      await peer.request('say', { text: 'still here' }, 'room:again')
      expect(await peer.events()).toEqual([{ from: 'ada', text: 'still here' }])
    })

    test('refuses the upgrade of a page of another host, and lets in those of its own', async () => {
      await expect(Peer.open(target.url, 'https://elsewhere.example')).rejects.toThrow(/Unexpected server response: 4/)
      const { host } = new URL(target.url)
      expect((await Peer.open(target.url, `http://${host}`)).isOpen).toBe(true)
    })
  })
}
