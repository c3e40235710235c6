import { describe, expect, test } from 'vitest'
import { socketIo, type SocketIoOptions } from '../../../src/adapters/socket.io.ts'
import { ChannelStage } from '../../fake/channel-stage.ts'
import { settle } from '../../fake/clock.ts'

type Any = Record<string, { receive: Record<string, unknown>; send: Record<string, unknown> }>

const hello = '0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}'

/** A client whose server let it into the main namespace. */
async function connected(options?: SocketIoOptions) {
  const stage = new ChannelStage<Any>(socketIo(options))
  await stage.open()
  await stage.say(hello)
  await stage.say('40{"sid":"x"}')
  expect(stage.client.state.name).toBe('open')
  return stage
}

describe('socketIo', () => {
  test('says nothing before the server did, and nothing else before it is let in', async () => {
    const stage = new ChannelStage<Any>(socketIo({ auth: { token: 't' }, namespaces: ['/chat'] }))
    stage.client.channel('').send('say', 'hi')
    await stage.open()
    expect(stage.socket.sent).toEqual([])
    await stage.say(hello)
    expect(stage.socket.sent).toEqual(['40{"token":"t"}', '40/chat,{"token":"t"}'])
    await stage.say('40/chat,{"sid":"y"}')
    await stage.say('42["early",1]')
    expect(stage.client.state.name).toBe('connecting')
    await stage.say('40{"sid":"x"}')
    expect(stage.socket.sent.slice(2)).toEqual(['42["say","hi"]'])
    expect(stage.client.state.name).toBe('open')
  })

  test('answers each ping of the server, and takes its silence for death', async () => {
    const stage = await connected()
    stage.socket.sent.length = 0
    await stage.say('2')
    await stage.say('2')
    expect(stage.socket.sent).toEqual(['3', '3'])
    await stage.clock.advance(44_000)
    expect(stage.client.state.name).toBe('open')
    await stage.clock.advance(2_000)
    expect(stage.client.state.name).not.toBe('open')
  })

  test.each([
    ['', 'hi'],
    ['a packet of a later version', '47["x"]'],
    ['an event without arguments', '42'],
    ['an event that is no array', '42{"0":"x"}'],
    ['an event without a name', '42[7]'],
    ['broken JSON', '42["x"'],
    ['an acknowledgement that is no array', '431{}'],
    ['more binary frames than anybody sends', '45100000-["x"]'],
  ])('takes %s for no message, and the link stays up', async (_what, frame) => {
    const stage = await connected()
    await stage.say(frame)
    expect(stage.invalid).toMatchObject([{ reason: 'malformed' }])
    expect(stage.client.state.name).toBe('open')
  })

  test('takes a binary frame that belongs to nothing for no message', async () => {
    const stage = await connected()
    stage.socket.receive(new ArrayBuffer(1))
    await settle()
    expect(stage.invalid).toMatchObject([{ reason: 'malformed' }])
  })

  test.each(['"length"', '"__proto__"', '7', '-1', 'null', '{}'])('finds no binary frame at %s', async (place) => {
    const stage = await connected()
    await stage.say(`451-["x",{"_placeholder":true,"num":${place}}]`)
    stage.socket.receive(new ArrayBuffer(1))
    await settle()
    expect(stage.invalid).toMatchObject([{ reason: 'malformed' }])
  })

  test('takes names of events and namespaces as they are', async () => {
    const stage = await connected()
    const heard: unknown[] = []
    stage.client.channel('').on('__proto__', (data) => heard.push(data))
    await stage.say('42["__proto__",{"__proto__":{"a":1}}]')
    await stage.say('42/__proto__,["constructor",1]')
    expect(JSON.stringify(heard)).toBe('[{"__proto__":{"a":1}}]')
    expect(stage.invalid).toMatchObject([{ reason: 'no-such-channel' }])
  })

  test('passes over what needs no notice', async () => {
    const stage = await connected()
    for (const frame of ['6', '1', '40{"sid":"x"}', '44/late,{"message":"no"}']) await stage.say(frame)
    expect(stage.invalid).toEqual([])
  })
})
