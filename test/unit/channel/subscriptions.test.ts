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
