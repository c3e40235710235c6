// The end: soon, told once, and nothing left behind.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { answers, blackhole, delay } from './proxy.ts'
import { client, dropIn, type DropInLife } from './actors.ts'
import { countingClock } from './clock.ts'
import { stage, until } from './stage.ts'

function closes({ log }: DropInLife): string[] {
  return log.filter((line) => line.startsWith('close'))
}

describe.concurrent('close()', () => {
  test('says goodbye with code and reason, and is told once', async (test) => {
    const { server, proxy } = await stage(test)
    const life = dropIn(test, proxy.url)
    await life.opened()
    life.socket.close(4000, 'bye')
    test.expect(life.socket.readyState).toBe(2)
    life.socket.close()
    await life.reached('closed')
    test.expect(life.log).toEqual(['open', 'close 4000 bye clean 3'])
    test.expect(life.states.map(({ name }) => name)).toEqual(['connecting', 'open', 'closing', 'closed'])
    test.expect(life.socket.state).toMatchObject({ cause: { kind: 'user' } })
    await until('the server to hear it', () => server.closes.length === 1)
    test.expect(server.closes).toEqual([{ code: 4000, reason: 'bye' }])
  })

  test('on a mute peer reports within 1 s', async (test) => {
    const { proxy } = await stage(test)
    const life = dropIn(test, proxy.url)
    await life.opened()
    proxy.strike(blackhole)
    const from = performance.now()
    life.socket.close(1000)
    await life.reached('closed')
    test.expect(performance.now() - from).toBeLessThanOrEqual(1_000)
    test.expect(closes(life)).toEqual([test.expect.stringMatching(/^close 1006 .*broken 3$/)])
  })

  test('on a slow peer waits for its answer', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [delay(100)]
    const life = dropIn(test, proxy.url)
    await life.opened()
    life.socket.close(1000, 'done')
    await life.reached('closed')
    test.expect(closes(life)).toEqual(['close 1000 done clean 3'])
  })

  test.for([
    ['connecting', [blackhole]],
    ['waiting', [answers(503)]],
  ] as const)('while %s ends it there', async ([name, faults], test) => {
    const { server, proxy } = await stage(test)
    proxy.faults = [...faults]
    const life = dropIn(test, proxy.url, { connectTimeout: 60_000 })
    await until('a dial', () => proxy.accepted.length > 0)
    await life.reached(name)
    const before = closes(life).length
    life.socket.close()
    await until('the end', () => life.socket.readyState === 3, 1_000)
    test.expect(closes(life).slice(before)).toEqual([test.expect.stringMatching(/^close 100[56] .*3$/)])
    const dials = proxy.accepted.length
    await sleep(300)
    test.expect(proxy.accepted).toHaveLength(dials)
    test.expect(proxy.links.size).toBe(0)
    test.expect(server.upgrades).toEqual([])
    test.expect(life.socket.state.name).toBe('closed')
  })

  test('before the first dial has begun opens nothing', async (test) => {
    const { proxy } = await stage(test)
    const life = dropIn(test, proxy.url)
    life.socket.close()
    await life.reached('closed')
    await sleep(100)
    test.expect(closes(life)).toHaveLength(1)
    test.expect(proxy.links.size).toBe(0)
  })

  test('drops what is queued and tells; later sends throw, or are silent on the drop-in', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [answers(503)]
    const { client: actor, drops } = client(test, proxy.url)
    const { socket, drops: dropInDrops } = dropIn(test, proxy.url)
    for (const each of [actor, socket]) {
      each.send('queued')
      each.close()
    }
    test.expect(() => actor.send('late')).toThrow(test.expect.objectContaining({ code: 'closed' }))
    test.expect(() => socket.send('late')).not.toThrow()
    await until('both drops', () => drops.length > 0 && dropInDrops.length > 0)
    for (const told of [drops, dropInDrops]) test.expect(told[0]).toMatchObject({ data: 'queued', reason: 'closed' })
    test.expect(drops).toHaveLength(1)
  })

  test.for(['ready', 'drained', 'writable'] as const)('rejects who waits for %s()', async (wait, test) => {
    const { proxy } = await stage(test)
    proxy.faults = [answers(503)]
    const { client: actor } = client(test, proxy.url)
    actor.send('queued')
    const outcome = actor[wait]().then(
      () => 'fulfilled',
      (error: unknown) => error,
    )
    actor.close()
    test.expect(await outcome).toMatchObject({ code: 'closed', retryable: false })
  })

  test('may be called by any listener, and so may reconnect()', async (test) => {
    const { server, proxy } = await stage(test)
    const life = dropIn(test, proxy.url)
    life.socket.addEventListener('close', ({ code }) => code === 4000 && life.socket.reconnect(), { once: true })
    life.socket.addEventListener('open', () => life.socket.close(server.upgrades.length > 1 ? 4001 : 4000))
    await until('both closes', () => closes(life).length === 2)
    test.expect(closes(life)).toEqual([test.expect.stringMatching(/^close 4000 {2}clean/), 'close 4001  clean 3'])
    await sleep(100)
    test.expect(life.socket.state.name).toBe('closed')
    test.expect(proxy.accepted).toHaveLength(2)
  })

  test('ends only by reconnect()', async (test) => {
    const { proxy } = await stage(test)
    const { client: actor, opened, reached, messages } = client(test, proxy.url)
    await opened()
    actor.close()
    await reached('closed')
    actor.reconnect()
    await opened(2)
    actor.send('back')
    await until('the echo', () => messages.includes('back'))
  })

  test('comes also from the signal option and from Symbol.dispose', async (test) => {
    const { server } = await stage(test)
    const abort = new AbortController()
    const first = client(test, server.url, { signal: abort.signal })
    const second = client(test, server.url)
    await Promise.all([first.opened(), second.opened()])
    abort.abort()
    second.client[Symbol.dispose]()
    await Promise.all([first.reached('closed'), second.reached('closed')])
    await until('empty server', () => server.peers.length === 0)
    test.expect(first.client.state).toMatchObject({ cause: { kind: 'user' } })
  })
})

describe.concurrent('close({ drain })', () => {
  test('sends what is queued first', async (test) => {
    const { server, proxy } = await stage(test, { echo: false })
    const { client: actor, drops, reached } = client(test, proxy.url)
    for (let i = 0; i < 500; i++) actor.send(`${i}`)
    actor.close({ code: 4001, reason: 'drained', drain: 5_000 })
    test.expect(() => actor.send('late')).toThrow(test.expect.objectContaining({ code: 'closed' }))
    await reached('closed')
    await until('goodbye', () => server.closes.length === 1)
    test.expect(server.texts).toEqual(Array.from({ length: 500 }, (_, i) => `${i}`))
    test.expect(server.closes).toEqual([{ code: 4001, reason: 'drained' }])
    test.expect(drops).toEqual([])
  })

  test('gives up when the time is over, and tells of the rest', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [answers(503)]
    const { client: actor, drops, reached } = client(test, proxy.url)
    actor.send('stuck')
    actor.close({ drain: 200 })
    await reached('closed')
    test.expect(drops).toMatchObject([{ data: 'stuck', reason: 'closed' }])
  })
})

describe.concurrent('after close()', () => {
  test.for([
    ['an open link', []],
    ['a mute one', [blackhole]],
    ['a refused one', [answers(404)]],
  ] as const)('of %s no timer and no socket is left', async ([what, faults], test) => {
    const { server, proxy } = await stage(test)
    const { clock, running } = countingClock()
    const {
      client: actor,
      opened,
      reached,
    } = client(test, proxy.url, {
      clock,
      heartbeat: { message: 'ping', pong: 'pong' },
    })
    if (what === 'an open link') await opened()
    proxy.faults = [...faults]
    actor.reconnect()
    actor.send('queued', { ttl: 60_000 })
    await until('a dial', () => proxy.accepted.length > 0)
    test.expect(running.size).toBeGreaterThan(0)
    actor.close()
    await reached('closed')
    test.expect(running.size).toBe(0)
    await until('no sockets', () => proxy.links.size === 0 && server.peers.length === 0)
  })
})
