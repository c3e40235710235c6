// Dials that get no answer, from the server or from the functions that give URL and subprotocols.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { blackhole } from './proxy.ts'
import { client, dropIn, waits } from './actors.ts'
import { stage, until } from './stage.ts'
import { isHoldfastError, Unauthorized, type DialContext } from '../../src/index.ts'

describe.concurrent('a server that accepts and never answers', () => {
  test('is given up after connectTimeout and dialled again', async (test) => {
    const { proxy } = await stage(test)
    proxy.next(blackhole)
    const { log, states, opened } = dropIn(test, proxy.url, { connectTimeout: 200 })
    await opened()
    const [wait] = waits(states)
    test.expect(wait?.cause).toMatchObject({ kind: 'timeout', code: 4950, opened: false, failures: 1 })
    test.expect(isHoldfastError(wait?.cause.error)).toBe(true)
    test
      .expect(log.filter((line) => line !== 'error'))
      .toEqual([test.expect.stringMatching(/^close (1006|4950) .*broken 0$/), 'open'])
    const [first = 0, second = 0] = proxy.accepted
    test.expect(second - first).toBeGreaterThanOrEqual(200)
    await until('the silent socket to go', () => proxy.links.size === 1)
  })

  test('does not get its late answer heard', async (test) => {
    const { server, proxy } = await stage(test)
    proxy.next((link) => (link.down.delay = 400))
    const { client: actor, states, opened } = client(test, proxy.url, { connectTimeout: 150 })
    await opened()
    await until('both upgrades', () => server.upgrades.length === 2)
    await sleep(400)
    test.expect(states.filter(({ name }) => name === 'open')).toHaveLength(1)
    test.expect(actor.state.name).toBe('open')
    test.expect(proxy.links.size).toBe(1)
  })

  test('leaves ready() to its own timeout, and then to the link', async (test) => {
    const { proxy } = await stage(test)
    proxy.next(blackhole)
    const { client: actor } = client(test, proxy.url, { connectTimeout: 300 })
    await test.expect(actor.ready({ timeout: 50 })).rejects.toMatchObject({ code: 'connect-timeout' })
    const abort = new AbortController()
    const withdrawn = actor.ready({ signal: abort.signal })
    abort.abort(new Error('not needed'))
    await test.expect(withdrawn).rejects.toThrow('not needed')
    await actor.ready()
    test.expect(actor.state.name).toBe('open')
  })
})

describe.concurrent('a provider', () => {
  test.for<[string, () => unknown]>([
    ['never settles', () => new Promise(() => undefined)],
    [
      'throws',
      () => {
        throw new Error('no URL today')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no URL today'))],
    ['returns nothing', () => undefined],
    ['returns a number', () => 42],
    ['returns an object', () => ({})],
    ['returns no URL', () => 'ws://'],
    ['returns another scheme', () => Promise.resolve('ftp://127.0.0.1/')],
    ['returns a fragment', () => 'ws://127.0.0.1/#top'],
  ])('that %s fails the attempt, not the client', async ([what, provide], test) => {
    const { proxy } = await stage(test)
    const contexts: DialContext[] = []
    const url = (context: DialContext) => (contexts.push(context) <= 2 ? (provide() as string) : proxy.url)
    const { log, states, opened } = dropIn(test, url, { connectTimeout: 1_000 })
    await opened()
    const kind = what === 'never settles' ? 'timeout' : 'provider'
    test.expect(waits(states).map(({ cause }) => cause)).toMatchObject([
      { kind, opened: false, failures: 1 },
      { kind, opened: false, failures: 2 },
    ])
    test.expect(contexts.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    test.expect(contexts.map(({ cause }) => cause?.kind)).toEqual([undefined, kind, kind])
    test.expect(contexts.map(({ signal }) => signal.aborted)).toEqual([true, true, false])
    test.expect(log.filter((line) => line.startsWith('close'))).toHaveLength(2)
    test.expect(log.at(-1)).toBe('open')
    test.expect(proxy.accepted).toHaveLength(1)
  })

  test('of an older attempt is not listened to', async (test) => {
    const { server, proxy } = await stage(test)
    const late: ((url: string) => void)[] = []
    const url = ({ attempt }: DialContext) =>
      attempt === 1 ? new Promise<string>((resolve) => late.push(resolve)) : `${proxy.url}/second`
    const { client: actor, opened } = client(test, url, { connectTimeout: 100 })
    await opened()
    late.forEach((resolve) => resolve(`${proxy.url}/first`))
    await sleep(100)
    test.expect(proxy.accepted).toHaveLength(1)
    test.expect(server.upgrades.map(({ url }) => url)).toEqual(['/second'])
    test.expect(actor.state).toMatchObject({ name: 'open', attempt: 2 })
  })

  test('that rejects after its attempt was given up disturbs nobody', async (test) => {
    const { proxy } = await stage(test)
    const url = ({ attempt, signal }: DialContext) =>
      attempt > 1
        ? proxy.url
        : new Promise<string>((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(new Error('given up')))
          })
    const { opened, causes } = client(test, url, { connectTimeout: 100 })
    await opened()
    test.expect(causes.map(({ kind }) => kind)).toEqual(['timeout'])
  })

  test('that throws Unauthorized ends the client with that cause', async (test) => {
    const { proxy } = await stage(test)
    const error = new Unauthorized('signed out')
    const { log, socket, reached } = dropIn(test, () => Promise.reject(error))
    await reached('closed')
    test.expect(socket.state).toMatchObject({ name: 'closed', cause: { opened: false, error } })
    test.expect(log.at(-1)).toMatch(/^close \d+ .*broken 3$/)
    test.expect(log.filter((line) => line.startsWith('close'))).toHaveLength(1)
    test.expect(proxy.accepted).toEqual([])
  })

  test('of subprotocols is asked for each attempt, too', async (test) => {
    const { server, proxy } = await stage(test)
    let times = 0
    const { socket, opened } = dropIn(test, proxy.url, {}, () => Promise.resolve(`v${++times}`))
    await opened()
    test.expect(socket.protocol).toBe('v1')
    socket.reconnect()
    await opened(2)
    test.expect(socket.protocol).toBe('v2')
    test.expect(server.upgrades.map(({ headers }) => headers['sec-websocket-protocol'])).toEqual(['v1', 'v2'])
  })

  test('gives credentials that no state or event shows', async (test) => {
    const { server, proxy } = await stage(test)
    const { socket, states, opened } = dropIn(test, () => `${proxy.url}/feed?token=secret`)
    await opened()
    test.expect(server.upgrades[0]?.url).toBe('/feed?token=secret')
    test.expect(JSON.stringify(states)).not.toContain('secret')
    test.expect(socket.state).toMatchObject({ url: `${proxy.url}/feed` })
  })
})

describe.concurrent('a server that wants fresh credentials (4401)', () => {
  const slow = { backoff: { first: 60_000, base: 60_000, cap: 60_000 } }

  test('gets them at once, from a provider that is told why', async (test) => {
    const { server, proxy } = await stage(test)
    const url = ({ cause }: DialContext) => `${proxy.url}/?token=${cause?.code === 4401 ? 'fresh' : 'stale'}`
    const { opened, causes } = client(test, url, slow)
    await opened()
    server.closeLinks(4401, 'expired')
    await opened(2)
    test.expect(server.upgrades.map(({ url }) => url)).toEqual(['/?token=stale', '/?token=fresh'])
    test.expect(causes[0]).toMatchObject({ kind: 'server', code: 4401, reason: 'expired' })
  })

  test('and refuses them again before the link is stable, is left alone', async (test) => {
    const { proxy } = await stage(test, { onLink: (peer) => peer.close(4401) })
    const { client: actor, reached } = client(test, () => proxy.url, slow)
    await reached('closed')
    test.expect(proxy.accepted).toHaveLength(2)
    test.expect(actor.state).toMatchObject({ cause: { kind: 'server', code: 4401 } })
  })

  test('and again after a stable link, gets them again', async (test) => {
    const { server } = await stage(test)
    const { opened } = client(test, () => server.url, { ...slow, stableAfter: 30 })
    for (const times of [1, 2, 3]) {
      await opened(times)
      await sleep(80)
      server.closeLinks(4401)
    }
    await opened(4)
  })
})
