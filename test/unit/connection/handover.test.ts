import { describe, expect, test } from 'vitest'
import type { RawClientOptions, ReconnectingWebSocketOptions } from '../../../src/index.ts'
import { SlowBlob } from '../../fake/blob.ts'
import { ClientStage, DropInStage } from '../../fake/stage.ts'

const mark = 65_536

async function up(options: Partial<RawClientOptions> = {}): Promise<ClientStage> {
  const stage = new ClientStage(options)
  await stage.open()
  return stage
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i}`)

describe('outbox on an open link', () => {
  test('hands over at once', async () => {
    const { client, socket } = await up()
    const buffer = new Uint8Array([1]).buffer
    expect(client.send('a')).toBe('sent')
    expect(client.send(buffer)).toBe('sent')
    expect(socket.sent).toEqual(['a', buffer])
  })

  test('queues while the browser holds highWaterMark bytes, and goes on when it has room', async () => {
    const { client, socket, clock } = await up()
    socket.bufferedAmount = mark - 1
    expect(client.send('a')).toBe('sent')
    socket.bufferedAmount = mark
    expect(client.send('b')).toBe('queued')
    await clock.advance(10_000)
    expect(socket.sent).toEqual(['a'])
    socket.bufferedAmount = mark - 1
    await clock.advance(100)
    expect(socket.sent).toEqual(['a', 'b'])
  })

  test('lets nothing overtake what waits', async () => {
    const { client, socket, clock } = await up()
    socket.bufferedAmount = mark
    client.send('a')
    socket.bufferedAmount = 0
    expect(client.send('b')).toBe('queued')
    await clock.advance(100)
    expect(socket.sent).toEqual(['a', 'b'])
    expect(client.send('c')).toBe('sent')
  })

  test('follows the highWaterMark option', async () => {
    const { client, socket } = await up({ outbox: { highWaterMark: 5 } })
    socket.bufferedAmount = 5
    expect(client.send('a')).toBe('queued')
  })

  test('goes on at each inbound frame, since a hidden tab starves timers', async () => {
    const { client, socket, clock } = await up()
    socket.bufferedAmount = mark
    client.send('a')
    await clock.advance(1_000)
    socket.bufferedAmount = 0
    socket.receive('tick')
    expect(socket.sent).toEqual(['a'])
  })

  test('looks rarely while the browser takes nothing', async () => {
    const { client, socket, clock } = await up()
    let looks = 0
    Object.defineProperty(socket, 'bufferedAmount', { get: () => (looks++, mark) })
    client.send('a')
    await clock.advance(10_000)
    expect(looks).toBeLessThan(2_000)
  })

  test('holds up nothing when a message cannot be sent', async () => {
    const stage = new ClientStage()
    const refused = new Error('refused')
    for (const data of ['a', 'bad', 'b']) stage.client.send(data)
    await stage.clock.advance(0)
    stage.socket.onsend = (data) => {
      if (data === 'bad') throw refused
    }
    await stage.open()
    expect(stage.socket.sent).toEqual(['a', 'b'])
    expect(stage.drops).toEqual([{ data: 'bad', bytes: 3, reason: 'unsendable', error: refused }])
  })

  test('queues when the native socket closes already, though no event told of it', async () => {
    const stage = await up()
    stage.socket.readyState = 2
    expect(stage.client.send('a')).toBe('queued')
    await stage.clock.advance(1_000)
    expect(stage.socket.sent).toEqual([])
    stage.socket.end(1001)
    await stage.clock.advance(1_000)
    await stage.open()
    expect(stage.socket.sent).toEqual(['a'])
  })
})

describe('outbox with a long queue', () => {
  async function flushed(count: number, cost: number): Promise<{ bursts: number[]; sent: unknown[] }> {
    const stage = new ClientStage({ outbox: { maxMessages: count } })
    for (const data of numbers(count)) stage.client.send(data)
    await stage.clock.advance(0)
    const { socket, clock } = stage
    const handedAt: number[] = []
    socket.onsend = () => {
      handedAt.push(clock.now())
      clock.pass(cost)
    }
    socket.open()
    const bursts = [socket.sent.length]
    for (let before = 0; before < count; before = socket.sent.length) {
      bursts.push(socket.sent.length - before)
      await clock.advance(0)
    }
    return { bursts, sent: socket.sent }
  }

  test('hands it over whole and in order', async () => {
    const { sent } = await flushed(1_000, 0.01)
    expect(sent).toEqual(numbers(1_000))
  })

  test('stops each slice after 8 ms or a few messages more, to let the page breathe', async () => {
    const { bursts, sent } = await flushed(500, 1)
    expect(sent).toHaveLength(500)
    expect(Math.max(...bursts)).toBeLessThanOrEqual(12)
  })

  test('stops at the high-water mark', async () => {
    const stage = new ClientStage({ outbox: { highWaterMark: 10 } })
    for (const data of numbers(10)) stage.client.send(data)
    await stage.clock.advance(0)
    const { socket } = stage
    socket.onsend = () => (socket.bufferedAmount += 4)
    await stage.open()
    expect(socket.sent).toEqual(['0', '1', '2'])
    socket.bufferedAmount = 0
    await stage.clock.advance(100)
    expect(socket.sent).toHaveLength(6)
  })
})

describe('outbox while the link opens', () => {
  test('sends what open listeners send ahead of what waits', async () => {
    const stage = new ClientStage()
    for (const data of ['waiting 1', 'waiting 2']) stage.client.send(data)
    stage.client.on('state', ({ name }) => {
      if (name === 'open') for (const data of ['hello', 'subscribe']) expect(stage.client.send(data)).toBe('sent')
    })
    await stage.open()
    expect(stage.socket.sent).toEqual(['hello', 'subscribe', 'waiting 1', 'waiting 2'])
  })

  test('does so on the drop-in, too, above the high-water mark', async () => {
    const stage = new DropInStage()
    stage.dropIn.send('waiting')
    stage.dropIn.onopen = () => stage.dropIn.send('hello')
    await stage.clock.advance(0)
    stage.socket.bufferedAmount = mark
    await stage.open()
    expect(stage.socket.sent).toEqual(['hello'])
    stage.socket.bufferedAmount = 0
    await stage.clock.advance(100)
    expect(stage.socket.sent).toEqual(['hello', 'waiting'])
  })

  test('sends what is sent after the opening behind what waits', async () => {
    const stage = new ClientStage()
    stage.client.send('waiting')
    stage.client.on('state', ({ name }) => {
      if (name === 'open') void Promise.resolve().then(() => stage.client.send('late'))
    })
    await stage.open()
    expect(stage.socket.sent).toEqual(['waiting', 'late'])
  })
})

describe('send of a volatile message', () => {
  test('goes at once or never', async () => {
    const stage = new ClientStage()
    expect(stage.client.send('a', { volatile: true })).toBe('dropped')
    await stage.open()
    expect(stage.client.send('b', { volatile: true })).toBe('sent')
    stage.socket.bufferedAmount = mark
    expect(stage.client.send('c', { volatile: true })).toBe('dropped')
    expect(stage.drops).toEqual([
      { data: 'a', bytes: 1, reason: 'volatile' },
      { data: 'c', bytes: 1, reason: 'volatile' },
    ])
  })
})

describe('outbox that may drop, on an open link', () => {
  async function over(outbox: ReconnectingWebSocketOptions['outbox']): Promise<DropInStage> {
    const stage = new DropInStage({ outbox: { ...outbox } })
    await stage.open()
    stage.socket.bufferedAmount = mark
    return stage
  }

  test('gives the browser what the native socket would take, instead of dropping', async () => {
    const stage = await over({ maxMessages: 2 })
    for (const data of numbers(7)) stage.dropIn.send(data)
    stage.socket.bufferedAmount = 0
    await stage.clock.advance(100)
    expect(stage.socket.sent).toEqual(numbers(7))
    expect(stage.drops).toEqual([])
  })

  test('does so also with a message that is larger than the outbox', async () => {
    const stage = await over({ maxBytes: 4 })
    for (const data of ['1', '55555', '2']) stage.dropIn.send(data)
    stage.socket.bufferedAmount = 0
    await stage.clock.advance(100)
    expect(stage.drops).toEqual([])
    expect(stage.socket.sent).toEqual(['1', '55555', '2'])
  })

  test('takes a Blob that is larger than the outbox', async () => {
    const stage = await over({ maxBytes: 4 })
    const blob = new SlowBlob('55555')
    stage.dropIn.send(blob)
    blob.read()
    stage.socket.bufferedAmount = 0
    await stage.clock.advance(100)
    expect(stage.drops).toEqual([])
    expect(stage.socket.sent).toHaveLength(1)
  })

  test('drops on a link that is closing already', async () => {
    const stage = await over({ maxMessages: 1 })
    stage.socket.readyState = 2
    for (const data of ['a', 'b']) stage.dropIn.send(data)
    expect(stage.dropped).toEqual(['b: overflow'])
    expect(stage.socket.sent).toEqual([])
  })
})
