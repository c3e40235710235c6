// What a server says, counts and lets be.
import { expect, test, vi } from 'vitest'
import { Refusal } from '../../src/server/index.ts'
import { deferred } from '../fake/deferred.ts'
import { failure, serve } from './server-stage.ts'
import { open, openDeaf } from './stranger.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('a refusal brings its data to the client, and is counted', async () => {
  const { server, connect, lines } = await serve()
  server.channel('room:*', {
    requests: {
      ask() {
        throw new Refusal('full', 'No room', { data: { limit: 5 }, retry: true })
      },
    },
    events: {
      typing() {
        throw new Refusal('muted')
      },
    },
  })
  const room = connect().channel('room:1')
  const refused = { code: 'full', message: 'No room', data: { limit: 5 }, retryable: true }
  expect(await failure(room.request('ask', 'hi'))).toMatchObject(refused)
  room.send('typing', 'ada')
  await vi.waitFor(() => expect(server.stats().refused).toBe(2))
  expect(lines).toEqual(['holdfast: what has no answer was refused'])
})

test('what this version does not know is counted, and the channel without a name is none', async () => {
  const { server, url } = await serve()
  const { say, ask } = await open(url)
  say({ type: 'welcome' })
  expect(await ask({ type: 'subscribe', id: 1, channel: '' })).toMatchObject({ type: 'error', code: 'unknown' })
  expect(server.stats()).toMatchObject({ unknown: 1, malformed: 0, received: 2, subscriptions: 0 })
})

test('authenticate is told of the upgrade', async () => {
  const { server, connect } = await serve({ authenticate: (_, { request }) => ({ user: request.method }) })
  server.channel('room:*', {})
  await connect({ authenticate: 'token' }).channel('room:1').join()
  expect(server.users('room:1')).toEqual(['GET'])
})

test('credentials that say nothing of an end have none, also after some that did, and so has who needs none', async () => {
  const limits = { authenticateTimeout: 80 }
  let calls = 0
  const authenticate = () => ({ user: 'ada', ...(calls++ ? {} : { reply: { expiresIn: 120 } }) })
  const [named, nameless] = [await serve({ authenticate, limits }), await serve({ limits })]
  const [one, other] = [await open(named.url), await open(nameless.url)]
  for (const id of [1, 2]) await one.ask({ type: 'authenticate', id })
  await pause(250)
  expect([one.socket.readyState, other.socket.readyState]).toEqual([1, 1])
})

test('a client that talks is alive, whether or not it answers pings', async () => {
  const { url } = await serve({ heartbeat: 60 })
  const [talking, mute] = await Promise.all([open(url, { autoPong: false }), open(url, { autoPong: false })])
  const isOver = mute.closed.then(() => true)
  while (!(await Promise.race([isOver, pause(10)]))) talking.say({ type: 'ping', id: 1 })
  await talking.ask({ type: 'ping', id: 2 })
  expect(talking.socket.readyState).toBe(1)
})

test('of two questions for one channel the later one counts, however late the earlier one fails', async () => {
  const { server, url } = await serve()
  const first = deferred<undefined>()
  let calls = 0
  server.channel('room:*', {
    subscribe: () => (calls++ ? undefined : first.promise.then(() => Promise.reject(new Refusal('no')))),
  })
  const { say, ask } = await open(url)
  say({ type: 'subscribe', id: 1, channel: 'room:1' })
  expect(await ask({ type: 'subscribe', id: 2, channel: 'room:1' })).toMatchObject({ type: 'reply', id: 2 })
  first.resolve(undefined)
  await vi.waitFor(() => expect(server.stats().refused).toBe(1))
  expect(server.users('room:1')).toHaveLength(1)
})

test('what is published while it is decided about a client is bounded', async () => {
  const { server, url } = await serve({ limits: { bufferedBytes: 10_000 } })
  server.channel('room:*', { subscribe: () => new Promise<never>(() => undefined) })
  const { say, ask, closed } = await open(url)
  say({ type: 'subscribe', id: 1, channel: 'room:1' })
  await ask({ type: 'ping', id: 2 })
  for (let i = 0; i < 11; i++) server.publish('room:1', 'message', 'x'.repeat(1_000))
  expect((await closed)[0]).toBe(4905)
})

test('a link that is ended twice is counted once', async () => {
  const { server, url } = await serve()
  const { closed } = await open(url)
  for (const code of [4000, 4001]) server.disconnect(code)
  expect((await closed)[0]).toBe(4000)
  expect(server.stats().ended).toEqual(new Map([[4000, 1]]))
})

test('nobody listens where the option host does not say so', async () => {
  const { port } = await serve()
  const { failed } = await open(`ws://127.0.0.2:${port}/`)
  expect(await failed).toMatchObject({ code: 'ECONNREFUSED' })
})

test('close() waits a second for a client that does not say goodbye', async () => {
  const { server, port } = await serve()
  await openDeaf(port)
  await vi.waitFor(() => expect(server.links).toBe(1))
  const begin = performance.now()
  await server.close()
  expect(performance.now() - begin).toBeLessThan(5_000)
  expect(server.links).toBe(0)
})
