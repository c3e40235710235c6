import { describe, expect, test } from 'vitest'
import { ChannelStage, failure } from '../../fake/channel-stage.ts'
import { ignore, joinedRoom, type Rooms } from '../../fake/rooms.ts'

describe('the client', () => {
  test('leaves its channels when it closes, and comes back to those that are needed', async () => {
    const { stage, room, names } = await joinedRoom()
    stage.client.close()
    expect(names()).toEqual(['left'])
    room.on('message', ignore)
    expect(names()).toEqual(['left'])
    stage.client.reconnect()
    await stage.open()
    expect(await stage.spoke()).toEqual(['subscribe room:1'])
  })

  test('hangs up once no channel is needed, and dials for the next one', async () => {
    const { stage, off } = await joinedRoom({ idle: { after: 30_000 } })
    await stage.clock.advance(100_000)
    expect(stage.client.state.name).toBe('open')
    off()
    await stage.clock.advance(29_999)
    expect(stage.client.state.name).toBe('open')
    await stage.clock.advance(10_000)
    expect(stage.client.state.name).toBe('idle')
    stage.client.channel('room:2').on('message', ignore)
    await stage.open()
    expect(await stage.spoke()).toEqual(['subscribe room:2'])
  })

  test.each<[string, (stage: ChannelStage<Rooms>) => unknown]>([
    ['listens', ({ client }) => client.channel('room:1').on('message', ignore)],
    ['listens to messages of no channel', ({ client }) => client.channel('').on('notice', ignore)],
    ['joins', ({ client }) => failure(client.channel('room:1').join())],
    ['sends', ({ client }) => client.channel('room:1').send('typing', { who: 'ada' })],
    ['asks', ({ client }) => failure(client.channel('room:1').request('say', { text: 'hi' }))],
    ['waits for messages', ({ client }) => client.channel('room:1').messages('message')],
  ])('that is lazy dials when somebody %s', async (_, need) => {
    const stage = new ChannelStage<Rooms>({ connect: 'lazy' })
    stage.client.channel('room:1').onState(ignore)
    await stage.clock.advance(1_000)
    expect(stage.network.sockets).toHaveLength(0)
    void need(stage)
    await stage.clock.advance(0)
    expect(stage.network.sockets).toHaveLength(1)
  })
})
