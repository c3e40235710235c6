// What a client is let into, and what may happen between a question and its answer.
import { expect, test, vi } from 'vitest'
import { Refusal } from '../../src/server/index.ts'
import { deferred } from '../fake/deferred.ts'
import { failure, serve } from './server-stage.ts'
import { open } from './stranger.ts'

test('what is published while a subscription is decided comes after the reply', async () => {
  const { server, url } = await serve()
  const decided = deferred<{ count: number }>()
  server.channel('room:*', { subscribe: () => decided.promise })
  const { say, heard } = await open(url)
  say({ type: 'subscribe', id: 1, channel: 'room:1' })
  await vi.waitFor(() => expect(server.stats().subscriptions).toBe(1))
  for (const text of ['a', 'b']) server.publish('room:1', 'message', text)
  expect(server.users('room:1')).toEqual([])
  decided.resolve({ count: 1 })
  const event = { type: 'event', channel: 'room:1', event: 'message' }
  await vi.waitFor(() =>
    expect(heard).toEqual([
      { type: 'reply', id: 1, data: { count: 1 } },
      ...['a', 'b'].map((data) => ({ ...event, data })),
    ]),
  )
})

test.each([
  ['leaves', 'unsubscribe'],
  ['is kicked', 'kick'],
  ['is gone', 'close'],
])('who %s while the subscription is decided is not in', async (_, how) => {
  const { server, url } = await serve()
  const decided = deferred<undefined>()
  const life: string[] = []
  server.channel('room:*', {
    subscribe: () => decided.promise,
    joined: () => life.push('joined'),
    left: () => life.push('left'),
  })
  const { say, ask, heard, socket } = await open(url)
  say({ type: 'subscribe', id: 1, channel: 'room:1' })
  await vi.waitFor(() => expect(server.stats().subscriptions).toBe(1))
  if (how === 'kick') server.kick('room:1', { code: 'banned' })
  else if (how === 'close') socket.close()
  else say({ type: 'unsubscribe', channel: 'room:1' })
  await vi.waitFor(() => expect(server.stats().subscriptions).toBe(0))
  decided.resolve(undefined)
  if (how === 'close') await vi.waitFor(() => expect(server.links).toBe(0))
  else await ask({ type: 'ping', id: 2 })
  server.publish('room:1', 'message', 'nobody hears it')
  if (how !== 'close') await ask({ type: 'ping', id: 3 })
  if (how === 'kick') expect(heard).toContainEqual(expect.objectContaining({ type: 'error', id: 1, code: 'banned' }))
  expect(heard.filter(({ type }) => type === 'event')).toEqual([])
  expect(life).toEqual([])
})

test('joined and left come in pairs, however often a client asks', async () => {
  const { server, url } = await serve()
  const life: string[] = []
  server.channel('room:*', {
    subscribe: (params) => {
      if (params === 'no') throw new Refusal('forbidden')
      return undefined
    },
    joined: ({ channel }) => life.push(`joined ${channel}`),
    left: ({ channel }) => life.push(`left ${channel}`),
  })
  const { ask, say, socket } = await open(url)
  await ask({ type: 'subscribe', id: 1, channel: 'room:1' })
  await ask({ type: 'subscribe', id: 2, channel: 'room:1' })
  await ask({ type: 'subscribe', id: 3, channel: 'room:1', data: 'no' })
  expect(life.splice(0)).toEqual(['joined room:1', 'left room:1'])
  await ask({ type: 'subscribe', id: 4, channel: 'room:2' })
  say({ type: 'unsubscribe', channel: 'room:2' })
  say({ type: 'unsubscribe', channel: 'room:2' })
  await ask({ type: 'subscribe', id: 5, channel: 'room:3' })
  socket.terminate()
  await vi.waitFor(() => expect(server.links).toBe(0))
  expect(life).toEqual(['joined room:2', 'left room:2', 'joined room:3', 'left room:3'])
})

test('what a handler gives back wrong is told as internal, and logged; so is what is no message', async () => {
  const { server, connect, lines } = await serve()
  const results: unknown[] = [7, 10n]
  server.channel('room:*', {
    subscribe: () => ({ count: 'many' }) as never,
    requests: { ask: () => results.shift() as string },
  })
  const room = connect().channel('room:1')
  expect(await failure(room.request('ask', 'a'))).toMatchObject({ code: 'internal', retryable: true })
  expect(await failure(room.request('ask', 'b'))).toMatchObject({ code: 'internal' })
  const other = await open(`ws://127.0.0.1:${await server.ready()}/`)
  expect(await other.ask({ type: 'subscribe', id: 1, channel: 'room:1' })).toMatchObject({
    type: 'error',
    code: 'internal',
  })
  expect(server.stats().subscriptions).toBe(0)
  expect(lines).toEqual(Array(3).fill('holdfast: a handler failed'))
})

test('a refusal whose data is no message is still a refusal', async () => {
  const { server, connect } = await serve()
  server.channel('room:*', {
    requests: {
      ask: () => {
        throw new Refusal('no', 'No', { data: 10n })
      },
    },
  })
  expect(await failure(connect().channel('room:1').request('ask', 'a'))).toMatchObject({ code: 'no', message: 'No' })
})

test('wrong data of the server is no fault of the client that asked', async () => {
  const { server, connect } = await serve()
  server.channel('room:*', {
    requests: {
      ask: (_, { channel }) => {
        server.publish(channel, 'message', 7 as never)
        return 'never'
      },
    },
  })
  const room = connect().channel('room:1')
  expect(await failure(room.request('ask', 'a'))).toMatchObject({ code: 'internal' })
  const { ask } = await open(`ws://127.0.0.1:${await server.ready()}/`)
  const wrong = await ask({ type: 'request', id: 1, channel: 'room:1', event: 'ask', data: 7 })
  expect(wrong).toMatchObject({ code: 'validation' })
})

test('handlers of one room of many have the schemas of all, and unknown rooms none', async () => {
  const { server, url } = await serve()
  server.channel('room:1', { requests: { ask: (text) => text.toUpperCase() } })
  const { ask } = await open(url)
  const request = { type: 'request', event: 'ask', channel: 'room:1' }
  expect(await ask({ ...request, id: 1, data: 'a' })).toMatchObject({ data: 'A' })
  expect(await ask({ ...request, id: 2, data: 7 })).toMatchObject({ code: 'validation' })
  expect(() => server.channel('rooms' as '', {})).toThrow(RangeError)
})
