// Links that were open and ended: cut by the network, or closed by the server with a code that means something.
import { describe, test } from 'vitest'
import { fin, halfClose, reset, resetAfter } from './proxy.ts'
import { client, dropIn, waits } from './actors.ts'
import { stage, until } from './stage.ts'

describe.concurrent('a link that the network cuts', () => {
  test.for([
    ['a reset', reset],
    ['a reset in mid-frame', resetAfter(500)],
    ['a FIN', fin],
    ['a half-close', halfClose],
  ] as const)('by %s is reported as 1006 and is back soon', async ([, fault], test) => {
    const { server, proxy } = await stage(test)
    const { socket, log, states, opened } = dropIn(test, proxy.url)
    await opened()
    proxy.strike(fault)
    server.broadcast('x'.repeat(2_000))
    await opened(2)
    const lines = log.filter((line) => line !== 'error')
    test.expect(lines).toEqual(['open', 'close 1006  broken 0', 'open'])
    const [wait] = waits(states)
    test.expect(wait?.cause).toMatchObject({ kind: 'lost', code: 1006, opened: true, failures: 0 })
    test.expect(wait?.delay).toBeGreaterThan(0)
    test.expect(wait?.delay).toBeLessThanOrEqual(40)
    socket.send('again')
    await until('the echo', () => log.at(-1) === 'message again')
  })

  test('by the death of the server comes back with the server', async (test) => {
    const { server } = await stage(test)
    const { client: actor, states, opened, messages } = client(test, server.url)
    await opened()
    await server.kill()
    await until('refused dials', () => waits(states).length >= 2)
    test
      .expect(
        waits(states)
          .map(({ cause }) => cause.kind)
          .slice(0, 2),
      )
      .toEqual(['lost', 'refused'])
    await server.listen()
    await opened(2)
    actor.send('still here')
    await until('the echo', () => messages.includes('still here'))
    test.expect(actor.stats()).toMatchObject({ opens: 2 })
  })

  test('counts attempts from 1 again only after a stable link', async (test) => {
    const { proxy } = await stage(test)
    const { client: actor, opened, states } = client(test, proxy.url, { stableAfter: 150 })
    await opened()
    proxy.strike(reset)
    await opened(2)
    test.expect(actor.state).toMatchObject({ name: 'open', attempt: 2 })
    await new Promise((resolve) => setTimeout(resolve, 250))
    proxy.strike(reset)
    await opened(3)
    test.expect(waits(states).at(-1)).toMatchObject({ attempt: 1, cause: { failures: 0 } })
    test.expect(actor.state).toMatchObject({ name: 'open', attempt: 1 })
  })
})

describe.concurrent('a server that closes the link', () => {
  test.for([1000, 1001, 1005, 1011, 3000, 4000, 4399, 4500])('with %i is dialled again', async (code, test) => {
    const { server } = await stage(test)
    const { log, states, opened } = dropIn(test, server.url)
    await opened()
    if (code === 1005) for (const peer of server.peers) peer.close()
    else server.closeLinks(code, 'bye')
    await opened(2)
    const reason = code === 1005 ? '' : 'bye'
    test.expect(log).toEqual(['open', `close ${code} ${reason} clean 0`, 'open'])
    test.expect(waits(states)[0]?.cause).toMatchObject({ kind: 'server', code, reason, opened: true })
    test.expect(waits(states)[0]?.delay).toBeLessThanOrEqual(40)
  })

  test.for([1010, 4400, 4401, 4403, 4499])('with %i is left alone', async (code, test) => {
    const { server, proxy } = await stage(test)
    const { socket, log, states, opened, reached } = dropIn(test, proxy.url)
    await opened()
    server.closeLinks(code, 'no')
    await reached('closed')
    test.expect(log).toEqual(['open', `close ${code} no clean 3`])
    test.expect(states.at(-1)).toMatchObject({ name: 'closed', cause: { kind: 'server', code, reason: 'no' } })
    socket.reconnect()
    await opened(2)
    test.expect(proxy.accepted).toHaveLength(2)
  })

  test('with a code that shouldReconnect overrules', async (test) => {
    const { server } = await stage(test)
    const stubborn = dropIn(test, server.url, { shouldReconnect: () => true })
    const resigned = dropIn(test, server.url, { shouldReconnect: ({ code }) => code !== 1000 })
    await Promise.all([stubborn.opened(), resigned.opened()])
    server.closeLinks(4400)
    await Promise.all([stubborn.opened(2), resigned.opened(2)])
    server.closeLinks(1000)
    await stubborn.opened(3)
    await resigned.reached('closed')
  })

  test.for([1002, 1003, 1007, 1008])('with %i: the third in a row ends it', async (code, test) => {
    const { proxy } = await stage(test, { onLink: (peer) => peer.close(code, 'yours is broken') })
    const { reached, states } = client(test, proxy.url)
    await reached('closed')
    test.expect(proxy.accepted).toHaveLength(3)
    test.expect(states.at(-1)).toMatchObject({ cause: { kind: 'server', code, reason: 'yours is broken' } })
  })

  test('with 1008 but after a stable link each time, is dialled for ever', async (test) => {
    const { server } = await stage(test, {
      onLink: (peer) => void setTimeout(() => peer.close(1008), 120),
    })
    const { opened } = client(test, server.url, { stableAfter: 40 })
    await opened(5)
  })
})

describe.concurrent('a wait that the server asked for', () => {
  async function closedWith(
    test: Parameters<typeof stage>[0],
    code: number,
    reason: string,
    options: Parameters<typeof client>[2] = {},
  ) {
    const { server, proxy } = await stage(test)
    const life = client(test, proxy.url, { random: () => 0.5, ...options })
    await life.opened()
    server.closeLinks(code, reason)
    await until('a wait', () => waits(life.states).length === 1)
    return { ...life, proxy, wait: waits(life.states)[0] }
  }

  test.for([1013, 4408, 4425, 4429])('with %i is [10, 20] s', async (code, test) => {
    const { wait } = await closedWith(test, code, 'busy')
    test.expect(wait).toMatchObject({ held: true, delay: 15_000, cause: { kind: 'server', code } })
  })

  test('with 1012 is within restartSpread', async (test) => {
    const { wait, opened } = await closedWith(test, 1012, '', { restartSpread: 200 })
    test.expect(wait).toMatchObject({ held: true, delay: 100 })
    await opened(2)
  })

  test.for([
    ['{"retryAfter":100}', 100],
    ['{"retryAfter":100,"spread":60}', 130],
    ['{"retryAfter":1e9}', 300],
    ['{"retryAfter":0}', 0],
  ] as const)('with the hint %s wins over the code', async ([reason, delay], test) => {
    const from = performance.now()
    const { wait, opened } = await closedWith(test, 1013, reason, { maxRetryAfter: 300 })
    test.expect(wait).toMatchObject({ held: true, delay })
    await opened(2)
    test.expect(performance.now() - from).toBeGreaterThanOrEqual(delay - 2)
  })

  test.for(['{"retryAfter":-1}', '{"retryAfter":"soon"}', '{"retryAfter":1e999}', '{"retryAfter":', '{}', '[1]'])(
    'with the bad hint %s is as without',
    async (reason, test) => {
      const { wait, opened } = await closedWith(test, 1001, reason)
      test.expect(wait).toMatchObject({ held: false, delay: 20 })
      await opened(2)
    },
  )

  test('ends at once with reconnect()', async (test) => {
    const { client: actor, opened, proxy } = await closedWith(test, 4429, '{"retryAfter":60000}')
    test.expect(proxy.accepted).toHaveLength(1)
    actor.reconnect()
    await opened(2)
  })

  test('does not revive a terminal code', async (test) => {
    const { server } = await stage(test)
    const { opened, reached } = client(test, server.url)
    await opened()
    server.closeLinks(4403, '{"retryAfter":1}')
    await reached('closed')
  })
})
