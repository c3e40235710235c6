import { describe, expect, test, vi } from 'vitest'
import { failure } from '../../fake/channel-stage.ts'
import { ignore, joinedRoom, openRooms } from '../../fake/rooms.ts'

describe('a channel', () => {
  test('is subscribed with its first listener, once however many handles there are', async () => {
    const stage = await openRooms()
    const texts: string[] = []
    const listen = ({ text }: { text: string }) => texts.push(text)
    const off = stage.client.channel('room:1').on('message', listen)
    stage.client.channel('room:1').on('message', listen)
    expect(await stage.said()).toEqual([{ type: 'subscribe', id: 1, channel: 'room:1' }])
    const message = { type: 'event', channel: 'room:1', event: 'message', data: { text: 'hi' } }
    await stage.say(message)
    expect(texts).toEqual(['hi', 'hi'])
    off()
    await stage.say(message)
    expect(texts).toEqual(['hi', 'hi', 'hi'])
  })

  test('is joined with what the server replies', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    const names: string[] = []
    room.onState(({ name }) => names.push(name))
    const joined = room.join({ token: 't' })
    expect(await stage.said()).toEqual([{ type: 'subscribe', id: 1, channel: 'room:1', data: { token: 't' } }])
    await stage.say({ type: 'reply', id: 1, data: { members: 2 } })
    expect(await joined).toEqual({ members: 2 })
    expect(names).toEqual(['joining', 'joined'])
    expect(room.state).toEqual({ name: 'joined', data: { members: 2 }, resumed: false })
    expect(Object.isFrozen(room.state)).toBe(true)
  })

  test('is subscribed again on each link, before anything that waited', async () => {
    const { stage, room, names } = await joinedRoom()
    stage.socket.end()
    room.send('typing', { who: 'ada' })
    await stage.clock.advance(1_000)
    await stage.open()
    expect(await stage.spoke()).toEqual(['subscribe room:1', 'event room:1'])
    expect(names()).toEqual(['joining'])
  })

  test('has no listener any more whose signal aborted, and keeps nothing on the signal of one that ended', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    const abort = new AbortController()
    const removed = vi.spyOn(abort.signal, 'removeEventListener')
    room.on('message', ignore, { signal: abort.signal })()
    expect(removed).toHaveBeenCalledOnce()
    room.on('message', ignore, { signal: abort.signal })
    await stage.answer()
    abort.abort()
    room.on('message', ignore, { signal: abort.signal })
    await stage.clock.advance(1_000)
    expect(await stage.spoke()).toEqual(['unsubscribe room:1'])
  })

  test('is left a second after its last listener', async () => {
    const { stage, off } = await joinedRoom()
    off()
    off()
    await stage.clock.advance(999)
    expect(await stage.said()).toEqual([])
    await stage.clock.advance(1)
    expect(await stage.said()).toEqual([{ type: 'unsubscribe', channel: 'room:1' }])
  })

  test('is not left if somebody needs it again within that time', async () => {
    const { stage, off, room, names } = await joinedRoom()
    off()
    await stage.clock.advance(999)
    stage.client.channel('room:1').on('message', ignore)
    await stage.clock.advance(5_000)
    expect(await stage.said()).toEqual([])
    room.leave() // this handle needs nothing any more
    await stage.clock.advance(5_000)
    expect(await stage.said()).toEqual([])
    expect(names()).toEqual([])
  })

  test('is not asked for again by one who left, with the params of before', async () => {
    const stage = await openRooms({ linger: 0 })
    const room = stage.client.channel('room:1')
    void room.join({ token: 'mine' })
    await stage.answer()
    room.leave()
    await stage.clock.advance(0)
    expect(await stage.spoke()).toEqual(['unsubscribe room:1'])
    room.on('message', ignore)
    expect(await stage.said()).toEqual([{ type: 'subscribe', id: 2, channel: 'room:1' }])
  })

  test('that the server never heard of is not left at the server', async () => {
    const stage = await openRooms({ linger: 0 })
    const room = stage.client.channel('room:1')
    void failure(room.join(() => new Promise<undefined>(ignore)))
    await stage.said()
    room.leave()
    await stage.clock.advance(0)
    expect(await stage.said()).toEqual([])
    expect(room.state.name).toBe('left')
  })

  test('hears no late answer, of an earlier link or an earlier subscription', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    void failure(room.join({ token: 'a' }))
    expect(await stage.said()).toMatchObject([{ id: 1 }])
    void failure(room.join({ token: 'b' }))
    expect(await stage.said()).toMatchObject([{ id: 2, data: { token: 'b' } }])
    await stage.say({ type: 'error', id: 1, code: 'late' })
    expect(room.state.name).toBe('joining')
    await stage.relink()
    await stage.said()
    await stage.say({ type: 'reply', id: 2, data: { members: 9 } })
    expect(room.state.name).toBe('joining')
    await stage.say({ type: 'reply', id: 3, data: { members: 3 } })
    expect(room.state).toMatchObject({ name: 'joined', data: { members: 3 } })
    expect(stage.invalid.map(({ reason }) => reason)).toEqual(['no-such-request', 'no-such-request'])
  })

  test('is not needed by whoever only looks at its state, sends or asks', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    room.onState(ignore)
    room.send('typing', { who: 'ada' })
    expect(await stage.spoke()).toEqual(['event room:1'])
    expect(room.state.name).toBe('idle')
  })
})

describe('a refused channel', () => {
  test('stays refused until somebody joins again', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    const refused = failure(room.join())
    await stage.said()
    await stage.say({ type: 'error', id: 1, code: 'forbidden', message: 'Not you' })
    expect(await refused).toMatchObject({ name: 'RemoteError', code: 'forbidden', message: 'Not you' })
    expect(room.state).toMatchObject({ name: 'refused', retrying: false })
    room.on('message', ignore)
    await stage.clock.advance(100_000)
    await stage.relink()
    expect(await stage.spoke()).not.toContain('subscribe room:1')
    const joined = room.join()
    await stage.answer({ members: 1 })
    expect(await joined).toEqual({ members: 1 })
  })

  test('is asked for again after growing waits if the error says so', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    const times: number[] = []
    void failure(room.join())
    for (let round = 0; round < 5; round++) {
      const [subscribe] = await stage.said()
      times.push(stage.clock.now())
      await stage.say({ type: 'error', id: subscribe!['id'], code: 'busy', retry: true })
      expect(room.state).toMatchObject({ name: 'refused', retrying: true })
      while (room.state.name === 'refused') await stage.clock.advance(250)
    }
    expect(times.map((time, index) => time - (times[index - 1] ?? 0))).toEqual([0, 2_250, 4_500, 9_000, 11_250])
  })

  test('is asked for again by the schedule of the client’s dials', async () => {
    const stage = await openRooms({ backoff: { base: 40, cap: 200 } })
    const room = stage.client.channel('room:1')
    void failure(room.join())
    for (const wait of [30, 60, 120, 150, 150]) {
      const [subscribe] = await stage.said()
      await stage.say({ type: 'error', id: subscribe!['id'], code: 'busy', retry: true })
      await stage.clock.advance(wait - 1)
      expect(room.state.name).toBe('refused')
      await stage.clock.advance(1)
      expect(room.state.name).toBe('joining')
    }
  })

  test('can be joined within the listener that hears of it, once', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    room.on('message', ignore)
    room.onState(({ name }) => void (name === 'refused' && room.join()))
    await stage.said()
    await stage.say({ type: 'error', id: 1, code: 'busy', retry: true })
    await stage.answer({ members: 1 })
    await stage.clock.advance(20_000)
    expect(await stage.said()).toEqual([])
    expect(room.state.name).toBe('joined')
  })
})

describe('a channel that the server ended', () => {
  test('says why, and stays so until somebody joins again', async () => {
    const { stage, room, states } = await joinedRoom()
    await stage.say({ type: 'unsubscribed', channel: 'room:1', code: 'banned', message: 'Go' })
    expect(states).toEqual([{ name: 'kicked', code: 'banned', message: 'Go', retrying: false }])
    await stage.relink()
    expect(await stage.said()).toEqual([])
    void room.join()
    await stage.answer({ members: 1 })
    expect(room.state.name).toBe('joined')
  })

  test('is subscribed again if the server says so, with growing waits if it goes on like that', async () => {
    const { stage, room } = await joinedRoom()
    const waits: number[] = []
    for (let round = 0; round < 3; round++) {
      const kickedAt = stage.clock.now()
      await stage.say({ type: 'unsubscribed', channel: 'room:1', retry: true })
      expect(room.state).toEqual({ name: 'kicked', code: '', message: '', retrying: true })
      while (room.state.name === 'kicked') await stage.clock.advance(250)
      waits.push(stage.clock.now() - kickedAt)
      await stage.answer({ members: 1 })
    }
    expect(waits).toEqual([2_250, 4_500, 9_000])
    await stage.clock.advance(5_000)
    await stage.say({ type: 'unsubscribed', channel: 'room:1', retry: true })
    await stage.clock.advance(2_250)
    expect(room.state.name).toBe('joining')
  })

  test('is not ended by what crossed a leave or a newer subscription', async () => {
    const { stage, room, off } = await joinedRoom({ linger: 0 })
    void room.join({ token: 'b' })
    await stage.said()
    await stage.say({ type: 'unsubscribed', channel: 'room:1', retry: true })
    expect(room.state.name).toBe('joining')
    await stage.say({ type: 'reply', id: 2, data: { members: 1 } })
    expect(room.state.name).toBe('joined')
    off()
    room.leave()
    await stage.clock.advance(0)
    await stage.say({ type: 'unsubscribed', channel: 'room:1', retry: true })
    await stage.clock.advance(20_000)
    expect(room.state.name).toBe('left')
    expect(await stage.spoke()).toEqual(['unsubscribe room:1'])
  })
})
