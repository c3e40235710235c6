import { describe, expect, test } from 'vitest'
import { joinedRoom, ignore, openRooms } from '../../fake/rooms.ts'

describe('a subscription', () => {
  test('has one answer: another one is told as invalid, and changes nothing', async () => {
    const { stage, room } = await joinedRoom()
    await stage.say({ type: 'error', id: 1, code: 'forbidden' })
    expect(room.state.name).toBe('joined')
    expect(stage.invalid).toMatchObject([{ reason: 'no-such-request' }])
  })

  test('is forgotten when many channels were left since', async () => {
    const stage = await openRooms({ linger: 0 })
    for (let number = 0; number < 150; number++) {
      const room = stage.client.channel(`room:${number}`)
      const joined = room.join()
      await stage.answer({ members: 1 })
      await joined
      room.leave()
      await stage.clock.advance(0)
    }
    await stage.say({ type: 'event', channel: 'room:149', event: 'message' })
    expect(stage.invalid).toEqual([])
    await stage.say({ type: 'event', channel: 'room:0', event: 'message' })
    expect(stage.invalid).toMatchObject([{ reason: 'no-such-channel' }])
  })

  test('is not forgotten while it is needed, or its state is listened to', async () => {
    const stage = await openRooms({ linger: 0 })
    stage.client.channel('room:needed').on('message', ignore)
    stage.client.channel('room:watched').onState(ignore)
    for (let number = 0; number < 150; number++) stage.client.channel(`room:${number}`).send('typing', { who: 'ada' })
    for (const name of ['needed', 'watched']) {
      await stage.say({ type: 'event', channel: `room:${name}`, event: 'message', data: {} })
    }
    expect(stage.invalid).toEqual([])
  })
})

describe('a channel', () => {
  test('is not left while one handle still has another listener', async () => {
    const { stage, room, off } = await joinedRoom()
    room.on('message', ignore)
    off()
    await stage.clock.advance(5_000)
    expect(await stage.said()).toEqual([])
  })

  test('that was refused is left without a word', async () => {
    const stage = await openRooms({ linger: 0 })
    const room = stage.client.channel('room:1')
    room.on('message', ignore)
    await stage.said()
    await stage.say({ type: 'error', id: 1, code: 'forbidden' })
    room.leave()
    await stage.clock.advance(0)
    expect(room.state.name).toBe('left')
    expect(await stage.said()).toEqual([])
  })

  test('that was left hears no late answer', async () => {
    const stage = await openRooms({ linger: 0 })
    const room = stage.client.channel('room:1')
    room.on('message', ignore)
    await stage.said()
    room.leave()
    await stage.clock.advance(0)
    await stage.say({ type: 'reply', id: 1, data: { members: 1 } })
    expect(room.state.name).toBe('left')
    expect(stage.invalid).toMatchObject([{ reason: 'no-such-request' }])
  })

  test('that was to be tried again is so once on the next link, and begins with short waits once it was left', async () => {
    const stage = await openRooms({ linger: 0 })
    const room = stage.client.channel('room:1')
    const off = room.on('message', ignore)
    const refuse = async () => {
      for (const { id } of await stage.said()) await stage.say({ type: 'error', id, code: 'busy', retry: true })
    }
    await refuse()
    await stage.clock.advance(1_500)
    await stage.relink()
    expect(await stage.spoke()).toEqual(['subscribe room:1'])
    await stage.clock.advance(3_000)
    expect(await stage.said()).toEqual([])
    off()
    await stage.clock.advance(0)
    room.on('message', ignore)
    await refuse()
    await stage.clock.advance(2_250)
    expect(room.state.name).toBe('joining')
  })

  test('leaves no timer when the client closes, be it to be left or to be tried again', async () => {
    const { stage, off } = await joinedRoom()
    off()
    stage.client.channel('room:2').on('message', ignore)
    await stage.said()
    await stage.say({ type: 'error', id: 2, code: 'busy', retry: true })
    expect(stage.clock.armed).toBe(2)
    stage.client.close()
    stage.socket.confirm()
    expect(stage.clock.armed).toBe(0)
  })
})

describe('a handle', () => {
  test('that leaves takes the channel from no other one', async () => {
    const { stage, room, off } = await joinedRoom()
    stage.client.channel('room:1').on('message', ignore)
    off()
    room.leave()
    await stage.clock.advance(5_000)
    expect(await stage.said()).toEqual([])
  })

  test('of messages of no channel is never subscribed', async () => {
    const stage = await openRooms()
    stage.client.channel().on('notice', ignore)
    await stage.relink()
    expect(await stage.said()).toEqual([])
  })
})
