import { pack, unpack } from 'msgpackr'
import { describe, expect, test } from 'vitest'
import { createClient, type Codec, type Protocol } from '../../../src/index.ts'
import { settle } from '../../fake/clock.ts'
import { failure, openStage } from '../../fake/channel-stage.ts'
import { ignore, type Rooms } from '../../fake/rooms.ts'

interface Files {
  files: { receive: { part: { bytes: Uint8Array } }; send: { part: { bytes: Uint8Array } } }
}

const messagePack: Codec = {
  name: 'msgpack',
  encode: (message) => pack(message),
  decode(frame) {
    if (typeof frame === 'string') throw new TypeError('A text frame came where MessagePack was due')
    return unpack(new Uint8Array(frame)) as unknown
  },
}

/** The arrays of docs/protocols.md: `[channel, event, data, id]`. */
const arrays: Protocol = {
  name: 'arrays',
  encode(operation) {
    switch (operation.type) {
      case 'subscribe':
        return [operation.channel, 'join', operation.data, operation.id]
      case 'unsubscribe':
        return [operation.channel, 'leave']
      case 'event':
        return [operation.channel, operation.event, operation.data]
      case 'request':
        return [operation.channel, operation.event, operation.data, operation.id]
      default:
        return undefined
    }
  },
  decode(message) {
    if (!Array.isArray(message)) throw new TypeError('Not an array')
    const [channel, event, data, id] = message as [string, string, unknown, number?]
    if (event === 'ok' && id !== undefined) return { type: 'reply', id, data }
    if (event === 'error' && id !== undefined) return { type: 'error', id, code: String(data) }
    if (event === 'kicked') return { type: 'unsubscribed', channel, code: String(data) }
    return typeof event === 'string' ? { type: 'event', channel, event, data } : undefined
  },
}

describe('the heartbeat', () => {
  test('is on, with pings that no other question has the id of, and their answers are shown to nobody', async () => {
    const stage = await openStage<Rooms>()
    await stage.clock.advance(25_000)
    const [ping] = await stage.said()
    expect(ping).toEqual({ type: 'ping', id: 1 })
    await stage.clock.advance(40)
    await stage.say({ type: 'pong', id: 1 })
    const none = { messages: 0, bytes: 0 }
    expect(stage.client.stats()).toMatchObject({ invalid: 0, latency: { last: 40 }, received: none, unconfirmed: none })
    stage.client.channel('room:1').on('message', ignore)
    expect(await stage.said()).toMatchObject([{ type: 'subscribe', id: 2 }])
    await stage.clock.advance(35_001)
    expect(stage.life.at(-1)).not.toBe('open')
  })

  test('takes no pong for an answer that was not asked for, or came already', async () => {
    const stage = await openStage<Rooms>()
    await stage.say({ type: 'pong', id: 1 })
    await stage.clock.advance(25_000)
    await stage.say({ type: 'pong', id: 2 })
    await stage.say({ type: 'pong', id: 1 })
    await stage.say({ type: 'pong', id: 1 })
    expect(stage.invalid.map(({ data }) => (data as { id: number }).id)).toEqual([1, 2, 1])
  })

  test.each([
    ['off', false],
    ['passive', { passive: 90_000 }],
  ] as const)('is %s if the user says so', async (_, heartbeat) => {
    const stage = await openStage<Rooms>({ heartbeat })
    await stage.clock.advance(60_000)
    expect(await stage.said()).toEqual([])
  })

  test.each([{ passive: 90_000 }, { message: '"ping"' }])(
    'that knows no answers proves nothing: %o',
    async (heartbeat) => {
      const stage = await openStage<Rooms>({ heartbeat })
      stage.client.channel('room:1').send('typing', { who: 'ada' })
      expect(stage.client.stats().unconfirmed).toBeUndefined()
    },
  )

  test('is what the user makes it', async () => {
    const stage = await openStage<Rooms>({ heartbeat: { interval: 1_000, message: '"ping"', pong: '"pong"' } })
    await stage.clock.advance(1_000)
    expect(stage.socket.sent).toEqual(['"ping"'])
    await stage.say('"pong"')
    expect(stage.invalid).toEqual([])
  })
})

describe('a codec', () => {
  test('of MessagePack carries binary data', async () => {
    const stage = await openStage<Files>({ codec: messagePack, heartbeat: false })
    const files = stage.client.channel('files')
    const parts: Uint8Array[] = []
    files.on('part', ({ bytes }) => parts.push(bytes))
    await settle()
    files.send('part', { bytes: new Uint8Array([1, 2, 3]) })
    const [subscribe, part] = stage.socket.sent.map((frame) => unpack(frame as Uint8Array) as unknown)
    expect(subscribe).toEqual({ type: 'subscribe', id: 1, channel: 'files' })
    expect((part as { data: { bytes: Uint8Array } }).data.bytes).toEqual(Buffer.from([1, 2, 3]))
    const frame = pack({ type: 'event', channel: 'files', event: 'part', data: { bytes: new Uint8Array([4]) } })
    stage.socket.receive(new Uint8Array(frame).buffer)
    expect(parts.map((bytes) => [...bytes])).toEqual([[4]])
    await stage.say('{}')
    expect(stage.invalid).toMatchObject([{ reason: 'malformed' }])
  })

  test('of JSON says of a binary frame what it is', async () => {
    const stage = await openStage<Rooms>()
    stage.socket.receive(new ArrayBuffer(8))
    expect(stage.invalid).toMatchObject([{ error: { message: 'A binary frame came where text was due' } }])
  })

  test('is refused if it is none', () => {
    expect(() => createClient('ws://server.test/', { codec: {} as never })).toThrow('Option codec must be')
    expect(() => createClient('ws://server.test/', { protocol: 'json' as never })).toThrow('Option protocol must be')
  })
})

describe('a protocol of one’s own', () => {
  const up = () => openStage<Rooms>({ protocol: arrays })

  test('speaks another server’s language', async () => {
    const stage = await up()
    const room = stage.client.channel('room:1')
    const texts: string[] = []
    room.on('message', ({ text }) => texts.push(text))
    expect(await stage.said()).toEqual([['room:1', 'join', null, 1]])
    await stage.say(['room:1', 'ok', { members: 2 }, 1])
    expect(room.state).toMatchObject({ name: 'joined', data: { members: 2 } })
    await stage.say(['room:1', 'message', { text: 'hi' }])
    expect(texts).toEqual(['hi'])
    const said = failure(room.request('say', { text: 'hi' }))
    expect(await stage.said()).toEqual([['room:1', 'say', { text: 'hi' }, 2]])
    await stage.say(['room:1', 'error', 'full', 2])
    expect(await said).toMatchObject({ name: 'RemoteError', code: 'full' })
    await stage.say(['room:1', 'kicked', 'banned'])
    expect(room.state).toMatchObject({ name: 'kicked', code: 'banned' })
    await stage.say({})
    expect(stage.invalid).toMatchObject([{ reason: 'malformed' }])
  })

  test('without pings has no heartbeat', async () => {
    const stage = await up()
    await stage.clock.advance(100_000)
    expect(stage.client.state.name).toBe('open')
    expect(stage.socket.sent).toEqual([])
  })

  test('without subscriptions has every channel joined at once', async () => {
    const mute: Protocol = { name: 'mute', encode: () => undefined, decode: () => ({ type: 'nonsense' }) as never }
    const stage = await openStage<Rooms>({ protocol: mute })
    expect(await stage.client.channel('room:1').join()).toBeUndefined()
    expect(() => stage.client.channel('room:1').send('typing', { who: 'ada' })).toThrow('no word for "event"')
    await stage.say({})
    expect(stage.invalid).toMatchObject([{ reason: 'unknown' }])
  })

  test('tells nothing of a message that it says null for, and of one that it does not know that it is unknown', async () => {
    const decode = (message: unknown) => (message === 'part' ? null : undefined)
    const stage = await openStage<Rooms>({ protocol: { name: 'parts', encode: () => undefined, decode } })
    await stage.say('"part"')
    expect(stage.invalid).toEqual([])
    await stage.say('"other"')
    expect(stage.invalid).toMatchObject([{ reason: 'unknown', data: '"other"' }])
  })
})
