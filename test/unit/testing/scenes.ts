// The tests that a user would write for the chat, run in each environment.
import { describe, expect, onTestFinished, test } from 'vitest'
import { createClient, RemoteError } from '../../../src/index.ts'
import { createTestServer } from '../../../src/testing/index.ts'
import { Chat, type Channels } from './chat.ts'

function stage() {
  const server = createTestServer<Channels>()
  onTestFinished(() => server.end())
  server.onSubscribe('room:*', () => ({ members: ['ada'] }))
  const client = createClient<Channels>('ws://chat.test/', server.options)
  return { server, client, chat: new Chat(client, '42') }
}

export function scenes(): void {
  describe('a chat', () => {
    test('joins its room and shows what is said there', async () => {
      const { server, chat } = stage()
      await server.opened()
      expect(chat).toMatchObject({ members: ['ada'], banner: '' })
      expect(server.received).toEqual([{ type: 'subscribe', id: 1, channel: 'room:42', data: { token: 't' } }])

      expect(server.publish('room:42', 'message', { id: 'm1', from: 'ada', text: 'hi' })).toBe(1)
      expect(server.publish('room:43', 'message', { id: 'm2', from: 'bob', text: 'not for you' })).toBe(0)
      expect(chat.messages).toEqual(['ada: hi'])
    })

    test('is back in its room after the link broke and dials were refused', async () => {
      const { server, client, chat } = stage()
      await server.opened()
      server.refuse(2)
      server.drop()
      expect(client.state.name).toBe('waiting')
      expect(chat.banner).toBe('…')

      server.onSubscribe('room:42', async () => Promise.resolve({ members: ['ada', 'bob'] }))
      await server.opened()
      expect(client.stats()).toMatchObject({ opens: 2, attempts: 4 })
      expect(chat).toMatchObject({ members: ['ada', 'bob'], banner: '' })
    })

    test('notices a dead link, as it has a heartbeat', async () => {
      const { server, client } = stage()
      const dead = await server.opened()
      dead.mute()
      await server.advance(60_000)
      expect(client.state).toMatchObject({ name: 'open' })
      expect(client.stats().opens).toBe(2)
      expect(await server.opened()).not.toBe(dead)
    })

    test('says so when it may not enter, and does not ask again', async () => {
      const { server, chat } = stage()
      server.onSubscribe('room:42', () => {
        throw new RemoteError('forbidden', 'Members only', undefined, false)
      })
      await server.opened()
      await server.advance(600_000)
      expect(chat.banner).toBe('You may not enter')
      expect(server.received).toHaveLength(1)
    })

    test('is shown out, and enters again only if the server says so', async () => {
      const { server, chat } = stage()
      await server.opened()
      expect(server.kick('room:42', { message: 'Be kind' })).toBe(1)
      await server.advance(600_000)
      expect(chat.banner).toBe('You were shown out')
      expect(server.publish('room:42', 'message', { id: 'm1', from: 'ada', text: 'gone?' })).toBe(0)
    })

    test('comes back when the server asks it to', async () => {
      const { server, chat } = stage()
      await server.opened()
      server.kick('room:42', { retry: true })
      expect(chat.banner).toBe('You were shown out')
      await server.advance(15_000)
      expect(chat.banner).toBe('')
    })

    test('says what the user types, or why not', async () => {
      const { server, chat } = stage()
      await server.opened()
      server.onRequest('room:42', 'say', ({ text }) => {
        if (text === 'spam') throw new RemoteError('full', 'Slow down', { limit: 5 }, false)
        return { id: `m-${text}` }
      })
      await chat.say('hi')
      expect(chat.messages).toEqual(['me: hi (m-hi)'])
      await chat.say('spam')
      expect(chat.banner).toBe('Only 5 messages a minute')
    })

    test('waits for an answer no longer than ten seconds', async () => {
      const { server, chat } = stage()
      await server.opened()
      server.onRequest('room:42', 'say', () => new Promise(() => undefined))
      const said = chat.say('hi')
      await server.advance(9_999)
      expect(chat.banner).toBe('')
      await server.advance(1)
      await said
      expect(chat.banner).toBe('Not said: request-timeout')
    })

    test('sends what was done offline once it is back, in order', async () => {
      const { server, chat } = stage()
      server.onRequest('room:42', 'say', ({ text }) => ({ id: text }))
      await server.opened()
      server.refuse(Infinity)
      server.drop()
      chat.typing()
      const said = chat.say('offline')
      await server.advance(5_000)
      expect(server.received).toHaveLength(1)

      server.refuse(0)
      const link = await server.opened()
      await said
      expect(link.received.map((each) => each.type)).toEqual(['subscribe', 'event', 'request'])
      expect(chat.messages).toEqual(['me: offline (offline)'])
    })
  })
}
