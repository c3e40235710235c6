// What is sent while the link is down: in order, at most once, and never lost in silence.
import { describe, test, type TestContext } from 'vitest'
import { answers } from './proxy.ts'
import { client, dropIn, type ClientLife } from './actors.ts'
import { stage, until, type Stage } from './stage.ts'

interface Down extends Stage, ClientLife {
  /** Lets the next dial through. */
  up: () => Promise<void>
}

/** A client whose link is down until `up()`. */
async function down(test: TestContext, options: Parameters<typeof client>[2] = {}): Promise<Down> {
  const { server, proxy } = await stage(test, { echo: false })
  proxy.faults = [answers(503)]
  const life = client(test, proxy.url, options)
  await life.reached('waiting')
  const up = async () => {
    proxy.faults = []
    await life.opened()
    await life.client.drained()
  }
  return { server, proxy, ...life, up }
}

describe.concurrent('what is sent while the link is down', () => {
  test('arrives in order, exactly once', async (test) => {
    const { client: actor, server, up } = await down(test)
    const sent = Array.from({ length: 300 }, (_, i) => `message ${i}`)
    test.expect(new Set(sent.map((data) => actor.send(data)))).toEqual(new Set(['queued']))
    test.expect(actor.stats().queued).toEqual({ messages: 300, bytes: sent.join('').length })
    await up()
    test.expect(actor.send('last')).toBe('sent')
    await until('arrival', () => server.texts.includes('last'))
    test.expect(server.texts).toEqual([...sent, 'last'])
    test.expect(actor.stats()).toMatchObject({ sent: { messages: 301 }, queued: { messages: 0, bytes: 0 } })
  })

  test('arrives from the drop-in, too, counted in bufferedAmount until then', async (test) => {
    const { server, proxy } = await stage(test, { echo: false })
    const { socket, opened } = dropIn(test, proxy.url)
    socket.send('grüße')
    socket.send(new Uint8Array([1, 2, 3]))
    test.expect(socket.bufferedAmount).toBe(7 + 3)
    await opened()
    await until('both', () => server.received.length === 2)
    test.expect(server.received.map(({ data }) => data)).toEqual(['grüße', Buffer.from([1, 2, 3])])
    test.expect(socket.bufferedAmount).toBe(0)
  })

  test('is a copy: changing or transferring a buffer afterwards changes nothing', async (test) => {
    const { client: actor, server, up } = await down(test)
    const changed = new Uint8Array([1, 2, 3])
    const view = new Uint8Array([9, 4, 5, 9]).subarray(1, 3)
    const transferred = new Uint8Array([6, 7]).buffer
    for (const data of [changed, view, transferred]) actor.send(data)
    changed.fill(0)
    view.fill(0)
    structuredClone(transferred, { transfer: [transferred] })
    await up()
    await until('all', () => server.received.length === 3)
    test.expect(server.received.map(({ data }) => [...(data as Buffer)])).toEqual([
      [1, 2, 3],
      [4, 5],
      [6, 7],
    ])
  })

  test('keeps the place of Blobs, and one that cannot be read harms no other', async (test) => {
    const { client: actor, server, drops, up } = await down(test)
    class Unreadable extends Blob {
      override arrayBuffer = () => Promise.reject(new Error('gone'))
    }
    const bad = new Unreadable(['xxx'])
    for (const data of ['one', new Blob(['two']), bad, 'three', new Blob(['four']), 'five']) actor.send(data)
    await up()
    await until('all', () => server.received.length === 5)
    const texts = server.received.map(({ data }) => data.toString())
    test.expect(texts).toEqual(['one', 'two', 'three', 'four', 'five'])
    test.expect(drops).toMatchObject([{ data: bad, reason: 'unsendable' }])
  })

  test('throws at the call when it is no message', async (test) => {
    const { client: actor, server, up } = await down(test)
    const circular: { self?: unknown } = {}
    circular.self = circular
    actor.send('before')
    for (const data of [1n, Symbol('x'), undefined, null, circular, 42, () => 0]) {
      test.expect(() => actor.send(data as string)).toThrow(TypeError)
    }
    actor.send('after')
    await up()
    await until('both', () => server.received.length === 2)
    test.expect(server.texts).toEqual(['before', 'after'])
  })

  test('obeys ttl, replace, volatile and signal, and each drop is told', async (test) => {
    const { client: actor, server, drops, up } = await down(test)
    const abort = new AbortController()
    test.expect(actor.send('stale', { ttl: 30 })).toBe('queued')
    actor.send('fresh', { ttl: 60_000 })
    actor.send('x=1', { replace: 'x' })
    actor.send('withdrawn', { signal: abort.signal })
    actor.send('x=2', { replace: 'x' })
    test.expect(actor.send('cursor', { volatile: true })).toBe('dropped')
    abort.abort()
    await until('expiry', () => drops.some(({ reason }) => reason === 'expired'))
    await up()
    actor.send('x=3', { replace: 'x' })
    test.expect(actor.send('cursor 2', { volatile: true })).toBe('sent')
    await until('arrival', () => server.texts.includes('cursor 2'))
    test.expect(server.texts).toEqual(['fresh', 'x=2', 'x=3', 'cursor 2'])
    const told = drops.map(({ data, reason }) => `${String(data)}: ${reason}`).sort()
    test.expect(told).toEqual(['cursor: volatile', 'stale: expired', 'withdrawn: aborted', 'x=1: replaced'])
    test.expect(actor.stats().dropped).toMatchObject({ total: 4, expired: 1, replaced: 1, aborted: 1, volatile: 1 })
  })

  test('can be discarded before another user signs in', async (test) => {
    const { client: actor, server, drops, up } = await down(test)
    for (const data of ['ada 1', 'ada 2']) actor.send(data)
    actor.discard()
    actor.send('bob 1')
    await up()
    await until('arrival', () => server.texts.length > 0)
    test.expect(server.texts).toEqual(['bob 1'])
    test.expect(drops.map(({ data, reason }) => [data, reason])).toEqual([
      ['ada 1', 'discarded'],
      ['ada 2', 'discarded'],
    ])
  })
})

describe.concurrent('a drop listener', () => {
  test('may send again what was discarded', async (test) => {
    const { client: actor, server, up } = await down(test)
    let sentAgain = 0
    actor.on('drop', ({ data }) => ++sentAgain < 10 && actor.send(data))
    actor.send('keep me')
    actor.discard()
    test.expect(sentAgain).toBe(1)
    await up()
    await until('arrival', () => server.texts.length > 0)
    test.expect(server.texts).toEqual(['keep me'])
  })
})

describe.concurrent('a full outbox', () => {
  const five = ['1', '2', '3', '4', '5']

  test('rejects: send throws, what is queued arrives', async (test) => {
    const { client: actor, server, up } = await down(test, { outbox: { maxMessages: 3 } })
    for (const data of five.slice(0, 3)) actor.send(data)
    test.expect(() => actor.send('4')).toThrow(test.expect.objectContaining({ code: 'outbox-full', retryable: true }))
    await up()
    actor.send('5')
    await until('arrival', () => server.texts.includes('5'))
    test.expect(server.texts).toEqual(['1', '2', '3', '5'])
  })

  test.for([
    ['drop-oldest', ['3', '4', '5'], ['1', '2']],
    ['drop-newest', ['1', '2', '3'], ['4', '5']],
  ] as const)('with %s keeps %j and tells of %j', async ([overflow, kept, lost], test) => {
    const { client: actor, server, drops, up } = await down(test, { outbox: { maxMessages: 3, overflow } })
    for (const data of five) actor.send(data)
    await up()
    await until('arrival', () => server.texts.length >= 3)
    test.expect(server.texts).toEqual(kept)
    test.expect(drops.map(({ data }) => data)).toEqual(lost)
    test.expect(new Set(drops.map(({ reason }) => reason))).toEqual(new Set(['overflow']))
    test.expect(actor.stats().dropped).toMatchObject({ total: 2, overflow: 2 })
  })

  test('gives way to no message that is too large for it', async (test) => {
    const outbox = { maxBytes: 10, overflow: 'drop-oldest' } as const
    const { client: actor, server, drops, up } = await down(test, { outbox })
    for (const data of ['one', 'x'.repeat(11), 'two']) actor.send(data)
    await up()
    await until('arrival', () => server.texts.includes('two'))
    test.expect(server.texts).toEqual(['one', 'two'])
    test.expect(drops.map(({ bytes, reason }) => [bytes, reason])).toEqual([[11, 'overflow']])
  })

  test('is not overfilled by a replacement', async (test) => {
    const { client: actor, drops } = await down(test, { outbox: { maxBytes: 10, overflow: 'drop-newest' } })
    actor.send('small', { replace: 'key' })
    test.expect(actor.send('x'.repeat(11), { replace: 'key' })).toBe('dropped')
    test.expect(actor.stats().queued.bytes).toBeLessThanOrEqual(10)
    test.expect(drops.at(-1)).toMatchObject({ bytes: 11, reason: 'overflow' })
  })

  test('of the drop-in drops the newest with one warning and a drop event', async (test) => {
    const { server, proxy } = await stage(test, { echo: false })
    const warnings: unknown[] = []
    const { socket, drops, opened } = dropIn(test, proxy.url, {
      outbox: { maxBytes: 3 },
      logger: { warn: (text: unknown) => warnings.push(text) },
    })
    for (const data of five) socket.send(data)
    test.expect(drops.map(({ data, reason, bytes }) => [data, reason, bytes])).toEqual([
      ['4', 'overflow', 1],
      ['5', 'overflow', 1],
    ])
    test.expect(warnings).toHaveLength(1)
    await opened()
    await until('arrival', () => server.texts.length === 3)
  })
})
