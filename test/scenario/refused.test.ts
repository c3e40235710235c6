// Dials that fail before a link opens. A page sees only 1006, so the waits and the one warning are all a user has.
import { describe, test } from 'vitest'
import { answers, badAccept, reset } from './proxy.ts'
import { client, dropIn, quick, waits } from './actors.ts'
import { stage, until } from './stage.ts'

/** A `random` that gives these numbers in turn. */
function scripted(...numbers: number[]): () => number {
  let drawn = 0
  return () => numbers[drawn++ % numbers.length] ?? 0
}

describe.concurrent('a refused dial', () => {
  test.for([
    ...[401, 403, 404, 502, 503].map((status) => [`${status}`, answers(status)] as const),
    ['a wrong accept key', badAccept],
    ['a reset at accept', reset],
  ] as const)('by %s: error, close 1006 and a retry that opens', async ([, fault], test) => {
    const { proxy } = await stage(test)
    proxy.next(fault)
    const { socket, log, states, opened } = dropIn(test, proxy.url)
    await opened()
    test.expect(log).toEqual(['error', 'close 1006  broken 0', 'open'])
    const [wait] = waits(states)
    test.expect(wait?.cause).toMatchObject({ kind: 'refused', code: 1006, opened: false, failures: 1 })
    test.expect(wait).toMatchObject({ attempt: 2, held: false })
    test.expect(socket.state).toMatchObject({ name: 'open', attempt: 2 })
  })

  test('by a closed port', async (test) => {
    const { proxy } = await stage(test)
    proxy.refuse()
    const { log, states, opened } = dropIn(test, proxy.url)
    await until('a refusal', () => log.length > 1)
    await proxy.listen()
    await opened()
    test.expect(log.slice(0, 2)).toEqual(['error', 'close 1006  broken 0'])
    test.expect(waits(states)[0]?.cause).toMatchObject({ kind: 'refused', opened: false })
  })

  test('by a name that does not resolve', async (test) => {
    const { log, states, reached } = dropIn(test, 'ws://nope.invalid/', {
      maxAttempts: 2,
      connectTimeout: 15_000,
    })
    await until('two failures', () => log.length >= 4, 15_000)
    await reached('closed')
    test.expect(log).toEqual(['error', 'close 1006  broken 0', 'error', 'close 1006  broken 3'])
    test.expect(waits(states)[0]?.cause.kind).toBe('refused')
  })

  test('by a subprotocol that the server does not pick', async (test) => {
    const { server, proxy } = await stage(test, { choose: () => false })
    const { socket, reached } = dropIn(test, proxy.url, { maxAttempts: 1 }, ['v2'])
    await reached('closed')
    test.expect(socket.state).toMatchObject({ cause: { kind: 'refused', code: 1006 } })
    test.expect(server.upgrades[0]?.headers['sec-websocket-protocol']).toBe('v2')
  })

  test('offers no subprotocol that nobody asked for', async (test) => {
    const { server, proxy } = await stage(test)
    await client(test, proxy.url).opened()
    test.expect(server.upgrades[0]?.headers['sec-websocket-protocol']).toBeUndefined()
  })
})

describe.concurrent('the waits between refused dials', () => {
  test.for([
    [0, [30, 60, 60, 60]],
    [0.5, [45, 90, 90, 90]],
  ] as const)('are drawn in [w/2, w], w doubling up to the cap (random %d)', async ([random, delays], test) => {
    const { proxy } = await stage(test)
    proxy.faults = [answers(503)]
    const { states } = client(test, proxy.url, { random: () => random })
    await until('five dials', () => proxy.accepted.length >= 5)
    test
      .expect(
        waits(states)
          .slice(0, 4)
          .map(({ delay }) => delay),
      )
      .toEqual(delays)
    const gaps = proxy.accepted.slice(1, 5).map((at, i) => at - (proxy.accepted[i] ?? 0))
    gaps.forEach((gap, i) => test.expect(gap).toBeGreaterThanOrEqual((delays[i] ?? 0) - 2))
  })

  test('are drawn anew each time, also at the cap', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [answers(503)]
    const { states } = client(test, proxy.url, { random: scripted(0, 0.25, 0.5, 0.75) })
    await until('five dials', () => proxy.accepted.length >= 5)
    test
      .expect(
        waits(states)
          .slice(0, 4)
          .map(({ delay }) => delay),
      )
      .toEqual([30, 75, 90, 105])
  })

  test('say when the next dial is', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [answers(503)]
    const { client: actor, reached } = client(test, proxy.url, { backoff: { base: 10_000 } })
    await reached('waiting')
    const [wait] = waits([actor.state])
    test.expect(wait?.delay).toBeGreaterThanOrEqual(5_000)
    const left = (wait?.retryAt ?? 0) - Date.now()
    // A time of day keeps no more than a few thousandths of a delay's millisecond.
    test.expect(left).toBeLessThanOrEqual(Math.ceil(wait?.delay ?? 0))
    test.expect(left).toBeGreaterThan((wait?.delay ?? 0) - 2_000)
  })

  test('are the user’s to decide: a backoff function, a delay, an end', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [answers(503)]
    const seen: number[] = []
    const own = client(test, proxy.url, { backoff: ({ failures }) => failures * 7, maxAttempts: 3 })
    const shortened = client(test, proxy.url, {
      backoff: { base: 60_000, cap: 60_000 },
      shouldReconnect: ({ failures }) => (seen.push(failures), failures < 3 ? 11 : false),
    })
    await own.reached('closed')
    await shortened.reached('closed')
    test.expect(waits(own.states).map(({ delay }) => delay)).toEqual([7, 14])
    test.expect(waits(shortened.states).map(({ delay }) => delay)).toEqual([11, 11])
    test.expect(seen).toEqual([1, 2, 3])
    test.expect(proxy.accepted).toHaveLength(6)
  })

  test('end at once with reconnect(), and two calls make one dial', async (test) => {
    const { proxy } = await stage(test)
    proxy.next(answers(503))
    const { client: actor, reached, opened } = client(test, proxy.url, { backoff: { base: 60_000, cap: 60_000 } })
    await reached('waiting')
    actor.reconnect()
    actor.reconnect()
    await opened()
    test.expect(proxy.accepted).toHaveLength(2)
  })
})

describe.concurrent('the warning', () => {
  test('comes once, after three refusals in a row, and names what a page cannot see', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [answers(401)]
    const warnings: string[] = []
    const logger = { warn: (...parts: unknown[]) => warnings.push(parts.map(String).join(' ')) }
    const url = `${proxy.url.replace('ws://', 'ws://ada:hunter2@')}/feed?token=secret`
    const { states } = client(test, url, { logger })
    await until('two refusals', () => waits(states).length >= 2)
    test.expect(warnings).toEqual([])
    await until('seven refusals', () => waits(states).length >= 7)
    test.expect(warnings).toHaveLength(1)
    for (const cause of ['401', '403', /404|path/, 'TLS', 'Origin', /CSP|content security policy/, 'subprotocol']) {
      test.expect(warnings[0]).toMatch(cause)
    }
    test.expect(warnings[0]).toContain('/feed')
    test.expect(warnings[0]).not.toMatch(/secret|hunter2/)
  })

  test('does not come once a link was open', async (test) => {
    const { proxy } = await stage(test)
    const warnings: unknown[] = []
    const { states, opened } = client(test, proxy.url, {
      ...quick,
      logger: { warn: (text) => warnings.push(text) },
    })
    await opened()
    proxy.faults = [answers(502)]
    proxy.strike(reset)
    await until('five waits', () => waits(states).length >= 5)
    test.expect(warnings).toEqual([])
  })
})
