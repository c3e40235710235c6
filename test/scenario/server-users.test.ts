// Who a client is, how long, and what becomes of what it was let into as another.
import { expect, test, vi } from 'vitest'
import { Refusal } from '../../src/server/index.ts'
import { deferred } from '../fake/deferred.ts'
import { failure, serve, type Options } from './server-stage.ts'
import { open } from './stranger.ts'

const byToken: Options['authenticate'] = (token) => ({ user: String(token), id: String(token) })

test('credentials that were not renewed end the link with 4401, renewed ones do not', async () => {
  let calls = 0
  const { server, connect } = await serve({
    authenticate: () => ({ user: 'ada', id: 'ada', reply: { expiresIn: calls++ ? 60_000 : 150 } }),
  })
  const { ask, closed } = await open(`ws://127.0.0.1:${await server.ready()}/`)
  await ask({ type: 'authenticate', id: 1 })
  expect(await closed).toEqual([4401, 'credentials expired'])
  calls = 0
  const renewed = connect({ authenticate: 'token', reauthenticateBefore: 100 })
  await renewed.ready()
  await renewed.reauthenticate()
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(renewed.stats().opens).toBe(1)
})

test('another user on the same link is asked about anew: who may not hear a channel is kicked', async () => {
  const { server, connect } = await serve({ authenticate: byToken })
  const asked: unknown[] = []
  server.channel('room:*', {
    subscribe: (_, { channel, user }) => {
      asked.push(user)
      if (channel === 'room:ada' && user !== 'ada') throw new Refusal('forbidden', 'Hers alone')
      return undefined
    },
  })
  let token = 'ada'
  const client = connect({ authenticate: () => token })
  const [hers, all] = [client.channel('room:ada'), client.channel('room:all')]
  await Promise.all([hers.join(), all.join()])
  await client.reauthenticate()
  expect(asked.splice(0)).toEqual(['ada', 'ada'])
  token = 'bob'
  await client.reauthenticate()
  await vi.waitFor(() => expect(hers.state).toMatchObject({ name: 'kicked', code: 'forbidden', retrying: false }))
  expect(asked).toEqual(['bob', 'bob'])
  expect([all.state.name, server.users('room:all'), server.users('room:ada')]).toEqual(['joined', ['bob'], []])
})

test('of credentials that are checked at the same time the later ones count', async () => {
  const checks = new Map<unknown, ReturnType<typeof deferred<undefined>>>()
  const { server, url } = await serve({
    authenticate: async (token) => {
      const check = deferred<undefined>()
      checks.set(token, check)
      await check.promise
      return { user: String(token) }
    },
  })
  server.channel('room:*', {})
  const { say, ask, heard } = await open(url)
  say({ type: 'authenticate', id: 1, data: 'old' })
  say({ type: 'authenticate', id: 2, data: 'new' })
  await vi.waitFor(() => expect(checks.size).toBe(2))
  checks.get('new')!.resolve(undefined)
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  checks.get('old')!.resolve(undefined)
  await vi.waitFor(() => expect(heard).toHaveLength(2))
  expect(heard).toMatchObject([
    { type: 'reply', id: 2 },
    { type: 'error', id: 1, code: 'superseded' },
  ])
  await ask({ type: 'subscribe', id: 3, channel: 'room:1' })
  expect(server.users('room:1')).toEqual(['new'])
})

test('a failure of authenticate lets the client try again, and a wrong one after a good one changes nothing', async () => {
  let isDown = true
  const { connect, server } = await serve({
    authenticate: (token) => {
      if (isDown) throw new Error('the database is away')
      if (token === 'wrong') throw new Refusal('unauthorized')
      return { user: String(token) }
    },
  })
  let token = 'ada'
  const client = connect({ authenticate: () => token })
  await vi.waitFor(() => expect(client.state).toMatchObject({ name: 'waiting' }))
  isDown = false
  await client.ready({ timeout: 5_000 })
  token = 'wrong'
  expect(await failure(client.reauthenticate())).toMatchObject({ code: 'unauthorized' })
  server.channel('room:*', {})
  await client.channel('room:1').join()
  expect(server.users('room:1')).toEqual(['ada'])
})
