import { describe, expect, test } from 'vitest'
import type { RawClientOptions, OutboxFullError } from '../../../src/index.ts'
import { ClientStage, DropInStage } from '../../fake/stage.ts'

/** A client whose link is not open yet. */
const down = (outbox: RawClientOptions['outbox'] = {}) => new ClientStage({ outbox })

/** What the outbox holds, told by letting the link open and drain. */
async function flush(stage: ClientStage): Promise<unknown[]> {
  const socket = await stage.open()
  await stage.clock.advance(100)
  return socket.sent
}

describe('outbox', () => {
  test('keeps what is sent without a link, and hands it over in order', async () => {
    const stage = down()
    expect(['a', 'b', 'c'].map((data) => stage.client.send(data))).toEqual(['queued', 'queued', 'queued'])
    expect(await flush(stage)).toEqual(['a', 'b', 'c'])
    expect(stage.drops).toEqual([])
  })

  test('goes on while the application keeps sending', async () => {
    const stage = down({ highWaterMark: 10 })
    const socket = await stage.open()
    socket.bufferedAmount = 10
    stage.client.send('a')
    await stage.clock.advance(1_000)
    socket.bufferedAmount = 0
    for (const text of 'bcdef') {
      stage.client.send(text)
      await stage.clock.advance(20)
    }
    expect(socket.sent.join('')).toBe('abcdef')
  })

  test('keeps it from link to link until it was handed over', async () => {
    const stage = down()
    stage.client.send('a')
    await stage.clock.advance(0)
    stage.socket.fail()
    stage.client.send('b')
    await stage.clock.advance(3_000)
    expect(await flush(stage)).toEqual(['a', 'b'])
    stage.socket.end()
    await stage.clock.advance(3_000)
    expect(await flush(stage)).toEqual([])
  })

  test('copies buffers and views', async () => {
    const stage = down()
    const buffer = new Uint8Array([1, 2, 3, 4]).buffer
    stage.client.send(buffer)
    stage.client.send(new DataView(buffer, 1, 2))
    stage.client.send(new Uint16Array(buffer, 2, 1))
    new Uint8Array(buffer).fill(0)
    const sent = (await flush(stage)).map((data) => [...new Uint8Array(toBuffer(data))])
    expect(sent).toEqual([
      [1, 2, 3, 4],
      [2, 3],
      [3, 4],
    ])
  })

  test('takes buffers that are transferred afterwards', async () => {
    const stage = down()
    const buffer = new Uint8Array([7]).buffer
    stage.client.send(buffer)
    structuredClone(buffer, { transfer: [buffer] })
    expect((await flush(stage)).map((data) => [...new Uint8Array(toBuffer(data))])).toEqual([[7]])
  })

  test('queues a detached buffer as a whole or not at all', () => {
    const stage = down()
    const buffer = new ArrayBuffer(4)
    structuredClone(buffer, { transfer: [buffer] })
    stage.client.send('before', { replace: 'x' })
    let queued = 1
    for (const options of [{}, { replace: 'x' }]) {
      try {
        stage.client.send(buffer, options)
        queued = 2
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError)
      }
    }
    expect(stage.client.stats().queued.messages).toBe(queued)
    if (queued === 1) expect(stage.client.stats().queued.bytes).toBe(6)
    stage.client.discard()
    expect(stage.client.stats().queued).toEqual({ messages: 0, bytes: 0 })
  })

  test.for([
    ['', 0],
    ['abc', 3],
    ['grüße', 7],
    ['€', 3],
    ['😀', 4],
    ['a😀b', 6],
    ['\ud83d', 3],
    ['\ude00\ud83d', 6],
    ['\ud83da', 4],
    ['\ud83d😀', 7],
    ['߿ࠀ￿', 8],
  ] as const)('counts %j as %i bytes of UTF-8', ([text, bytes]) => {
    const stage = down()
    stage.client.send(text)
    expect(stage.client.stats().queued).toEqual({ messages: 1, bytes })
    expect(new TextEncoder().encode(text)).toHaveLength(bytes)
  })

  test('counts the bytes of buffers, views and Blobs', () => {
    const stage = down()
    for (const data of [new ArrayBuffer(5), new Uint16Array(3), new Blob(['grüße'])]) stage.client.send(data)
    expect(stage.client.stats().queued).toEqual({ messages: 3, bytes: 5 + 6 + 7 })
  })

  test('that rejects is bounded on an open link, too', async () => {
    const stage = down({ maxMessages: 2 })
    const socket = await stage.open()
    socket.bufferedAmount = 1e9
    for (const data of ['a', 'b']) expect(stage.client.send(data)).toBe('queued')
    expect(() => stage.client.send('c')).toThrow(expect.objectContaining({ code: 'outbox-full' }))
  })

  test('can be discarded, and each message is reported', async () => {
    const stage = down()
    for (const data of ['a', 'b']) stage.client.send(data)
    stage.client.discard()
    expect(stage.drops).toEqual([
      { data: 'a', bytes: 1, reason: 'discarded' },
      { data: 'b', bytes: 1, reason: 'discarded' },
    ])
    expect(stage.client.stats().queued).toEqual({ messages: 0, bytes: 0 })
    expect(await flush(stage)).toEqual([])
  })
})

describe('outbox at its bound', () => {
  test('holds 1,000 messages and 8 MiB unless told otherwise', () => {
    const many = down()
    for (let i = 0; i < 1_000; i++) many.client.send('')
    expect(() => many.client.send('')).toThrow()
    const large = down()
    large.client.send(new ArrayBuffer(8 * 1024 * 1024))
    expect(() => large.client.send('x')).toThrow()
    expect(large.client.send('')).toBe('queued')
  })

  test('rejects: send throws OutboxFullError, and what waits goes on waiting', async () => {
    const stage = down({ maxMessages: 2 })
    for (const data of ['a', 'b']) stage.client.send(data)
    const full: Partial<OutboxFullError> = { name: 'OutboxFullError', code: 'outbox-full', retryable: true }
    expect(() => stage.client.send('c')).toThrow(expect.objectContaining(full))
    expect(await flush(stage)).toEqual(['a', 'b'])
    expect(stage.drops).toEqual([])
  })

  test('drops the newest', async () => {
    const stage = down({ maxMessages: 2, overflow: 'drop-newest' })
    expect(['a', 'b', 'c'].map((data) => stage.client.send(data))).toEqual(['queued', 'queued', 'dropped'])
    expect(stage.drops).toEqual([{ data: 'c', bytes: 1, reason: 'overflow' }])
    expect(await flush(stage)).toEqual(['a', 'b'])
  })

  test('drops the oldest, as many as it must', async () => {
    const stage = down({ maxBytes: 4, overflow: 'drop-oldest' })
    for (const data of ['1', '22', '3']) stage.client.send(data)
    expect(stage.client.send('444')).toBe('queued')
    expect(stage.dropped).toEqual(['1: overflow', '22: overflow'])
    expect(await flush(stage)).toEqual(['3', '444'])
  })

  test.for(['drop-oldest', 'drop-newest'] as const)(
    '%s: a message that never fits takes no other with it',
    async (overflow) => {
      const stage = down({ maxBytes: 4, overflow })
      stage.client.send('a')
      expect(stage.client.send('55555')).toBe('dropped')
      expect(stage.dropped).toEqual(['55555: overflow'])
      expect(await flush(stage)).toEqual(['a'])
    },
  )

  test('makes room by what has expired first', async () => {
    const stage = down({ maxMessages: 2 })
    stage.client.send('stale', { ttl: 10 })
    stage.client.send('a')
    stage.clock.pass(10)
    expect(stage.client.send('b')).toBe('queued')
    expect(stage.dropped).toEqual(['stale: expired'])
    expect(await flush(stage)).toEqual(['a', 'b'])
  })

  test('holds nothing with maxMessages 0', () => {
    const stage = down({ maxMessages: 0, overflow: 'drop-oldest' })
    expect(stage.client.send('a')).toBe('dropped')
    expect(stage.dropped).toEqual(['a: overflow'])
  })

  test('warns once on the drop-in, which tells of each drop', () => {
    const stage = new DropInStage({ outbox: { maxMessages: 1 } })
    for (const data of ['a', 'b', 'c']) stage.dropIn.send(data)
    expect(stage.dropped).toEqual(['b: overflow', 'c: overflow'])
    expect(stage.warnings).toHaveLength(1)
    expect(stage.warnings[0]).toContain('outbox.maxMessages')
  })
})

function toBuffer(data: unknown): ArrayBuffer {
  if (data instanceof ArrayBuffer) return data
  if (!ArrayBuffer.isView(data)) throw new Error('no buffer')
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer
}
