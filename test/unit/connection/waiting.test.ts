// What the options of a single message do while it waits: ttl, replace, signal.
import { describe, expect, test, vi } from 'vitest'
import type { RawClientOptions } from '../../../src/index.ts'
import { ClientStage } from '../../fake/stage.ts'

const down = (outbox: RawClientOptions['outbox'] = {}) => new ClientStage({ outbox })

async function flush(stage: ClientStage): Promise<unknown[]> {
  const socket = await stage.open()
  await stage.clock.advance(100)
  return socket.sent.map((data) => (data instanceof ArrayBuffer ? new TextDecoder().decode(data) : data))
}

describe('send with ttl', () => {
  test('drops a message that waited too long, and says so without a link', async () => {
    const stage = down()
    stage.client.send('stale', { ttl: 3_000 })
    stage.client.send('fresh', { ttl: 60_000 })
    stage.client.send('lasting')
    await stage.clock.advance(2_999)
    expect(stage.dropped).toEqual([])
    await stage.clock.advance(1_001)
    expect(stage.dropped).toEqual(['stale: expired'])
    expect(await flush(stage)).toEqual(['fresh', 'lasting'])
  })

  test('hands over nothing that is stale, also when no timer ran and the time of day was set back', async () => {
    const stage = down()
    stage.client.send('stale', { ttl: 1_000 })
    await stage.clock.advance(0)
    stage.clock.shift(-3_600_000)
    stage.clock.pass(2_000)
    stage.socket.open()
    expect(stage.socket.sent).toEqual([])
    expect(stage.dropped).toEqual(['stale: expired'])
  })

  test('hands over nothing that is stale, also when no timer ran', async () => {
    const stage = down()
    stage.client.send('stale', { ttl: 10 })
    stage.client.send('fresh', { ttl: 30_000 })
    await stage.clock.advance(0)
    stage.clock.pass(10)
    stage.socket.open()
    expect(stage.socket.sent).toEqual(['fresh'])
    expect(stage.dropped).toEqual(['stale: expired'])
  })

  test('leaves no timer when all was handed over or discarded', async () => {
    const stage = down()
    await stage.open()
    const { armed } = stage.clock
    stage.socket.bufferedAmount = 1e9
    stage.client.send('a', { ttl: 100_000 })
    stage.client.discard()
    await stage.clock.advance(100)
    expect(stage.clock.armed).toBe(armed)
  })
})

describe('send with ttl, of very many messages', () => {
  test('drops them all when they are stale', { timeout: 30_000 }, async () => {
    const count = 150_000
    const stage = down({ maxMessages: count })
    for (let i = 0; i < count; i++) stage.client.send('', { ttl: i < 5 ? 10 : 1_000 })
    await stage.clock.advance(2_000)
    expect(stage.drops).toHaveLength(count)
  })
})

describe('send with replace', () => {
  test('takes the place of the message of the same key', async () => {
    const stage = down()
    stage.client.send('x=1', { replace: 'x' })
    stage.client.send('other')
    stage.client.send('y=1', { replace: 'y' })
    expect(stage.client.send('x=22', { replace: 'x' })).toBe('queued')
    expect(stage.drops).toEqual([{ data: 'x=1', bytes: 3, reason: 'replaced' }])
    expect(stage.client.stats().queued).toEqual({ messages: 3, bytes: 4 + 5 + 3 })
    expect(await flush(stage)).toEqual(['x=22', 'other', 'y=1'])
  })

  test('goes to the end once the earlier one was handed over or dropped', async () => {
    const stage = down()
    const controller = new AbortController()
    stage.client.send('x=1', { replace: 'x', signal: controller.signal })
    stage.client.send('other')
    controller.abort()
    stage.client.send('x=2', { replace: 'x' })
    expect(await flush(stage)).toEqual(['other', 'x=2'])
    stage.socket.end()
    stage.client.send('x=3', { replace: 'x' })
    await stage.clock.advance(1_000)
    expect(await flush(stage)).toEqual(['x=3'])
  })

  test('has the options of the new message', async () => {
    const stage = down()
    const first = new AbortController()
    stage.client.send('x=1', { replace: 'x', ttl: 10, signal: first.signal })
    stage.client.send('x=2', { replace: 'x' })
    first.abort()
    stage.clock.pass(1_000)
    expect(await flush(stage)).toEqual(['x=2'])
  })

  test('knows keys that are names of methods', async () => {
    const stage = down()
    for (const replace of ['__proto__', 'constructor', 'toString']) {
      stage.client.send('1', { replace })
      stage.client.send(replace, { replace })
    }
    expect(await flush(stage)).toEqual(['__proto__', 'constructor', 'toString'])
  })

  test('does not exceed the bound of bytes', () => {
    const stage = down({ maxBytes: 4 })
    stage.client.send('1', { replace: 'x' })
    expect(() => stage.client.send('55555', { replace: 'x' })).toThrow(expect.objectContaining({ code: 'outbox-full' }))
    expect(stage.client.stats().queued).toEqual({ messages: 1, bytes: 1 })
    expect(stage.drops).toEqual([])
  })

  test('finds room in a full outbox, as it needs none', () => {
    const stage = down({ maxMessages: 1 })
    stage.client.send('1', { replace: 'x' })
    expect(stage.client.send('2', { replace: 'x' })).toBe('queued')
  })
})

describe('send with a signal', () => {
  test('withdraws a message while it waits', async () => {
    const stage = down()
    const controller = new AbortController()
    stage.client.send('a')
    stage.client.send('withdrawn', { signal: controller.signal })
    controller.abort()
    controller.abort()
    expect(stage.dropped).toEqual(['withdrawn: aborted'])
    expect(await flush(stage)).toEqual(['a'])
  })

  test('changes nothing once the message was handed over', async () => {
    const stage = down()
    const controller = new AbortController()
    stage.client.send('a', { signal: controller.signal })
    await flush(stage)
    controller.abort()
    expect(stage.drops).toEqual([])
  })

  test('drops at once when it was aborted before', () => {
    const stage = down()
    expect(stage.client.send('a', { signal: AbortSignal.abort() })).toBe('dropped')
    expect(stage.dropped).toEqual(['a: aborted'])
  })

  test('is left without listeners, however the message went', async () => {
    const stage = down({ maxMessages: 5, overflow: 'drop-oldest' })
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    stage.client.send('overflow', { signal })
    stage.client.send('replaced', { signal, replace: 'x' })
    stage.client.send('x', { signal, replace: 'x' })
    stage.client.send('expired', { signal, ttl: 1 })
    for (const data of ['sent', 'sent', 'sent']) stage.client.send(data, { signal })
    await stage.clock.advance(1_000)
    await flush(stage)
    stage.socket.bufferedAmount = 1e9
    stage.client.send('discarded', { signal })
    stage.client.discard()
    stage.client.send('closed', { signal })
    stage.client.close()
    stage.socket.confirm()
    expect(added.mock.calls.length).toBe(9)
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      expect.arrayContaining(added.mock.calls.map(([, listener]) => listener)),
    )
  })
})
