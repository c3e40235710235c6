import { describe, expect, test } from 'vitest'
import { ChannelStage } from '../../fake/channel-stage.ts'

interface Room {
  receive: { message: { text: string } }
  params: { token: string }
  joined: { members: number }
}
interface Channels {
  [name: `room:${string}`]: Room
}

async function up() {
  const stage = new ChannelStage<Channels>()
  await stage.open()
  return stage
}

describe('a channel', () => {
  test('is subscribed with its first listener, once however many handles there are', async () => {
    const stage = await up()
    const texts: string[] = []
    stage.client.channel('room:1').on('message', ({ text }) => texts.push(text))
    stage.client.channel('room:1').on('message', ({ text }) => texts.push(text))
    expect(await stage.said()).toEqual([{ type: 'subscribe', id: 1, channel: 'room:1' }])
    await stage.say({ type: 'event', channel: 'room:1', event: 'message', data: { text: 'hi' } })
    expect(texts).toEqual(['hi', 'hi'])
  })

  test('is joined with what the server replies', async () => {
    const stage = await up()
    const room = stage.client.channel('room:1')
    const names: string[] = []
    room.onState(({ name }) => names.push(name))
    const joined = room.join({ token: 't' })
    expect(await stage.said()).toEqual([{ type: 'subscribe', id: 1, channel: 'room:1', data: { token: 't' } }])
    await stage.say({ type: 'reply', id: 1, data: { members: 2 } })
    expect(await joined).toEqual({ members: 2 })
    expect(names).toEqual(['joining', 'joined'])
  })

  test('is subscribed again on each link, before anything that waited', async () => {
    const stage = await up()
    stage.client.channel('room:1').on('message', () => undefined)
    await stage.said()
    stage.socket.end()
    stage.client.channel('room:1').send('typing' as never, { who: 'ada' } as never)
    await stage.clock.advance(1_000)
    await stage.open()
    expect((await stage.said()).map(({ type }) => type)).toEqual(['subscribe', 'event'])
  })

  test('is left a second after its last listener', async () => {
    const stage = await up()
    const off = stage.client.channel('room:1').on('message', () => undefined)
    await stage.said()
    off()
    await stage.clock.advance(999)
    expect(await stage.said()).toEqual([])
    await stage.clock.advance(1)
    expect(await stage.said()).toEqual([{ type: 'unsubscribe', channel: 'room:1' }])
  })
})
