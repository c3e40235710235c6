import { describe, expect, test } from 'vitest'
import { jsonCodec } from '../../../src/channel/json.ts'
import type { Codec } from '../../../src/index.ts'
import { deferred } from '../../fake/deferred.ts'
import { failure } from '../../fake/channel-stage.ts'
import { ignore, openRooms } from '../../fake/rooms.ts'

describe('join', () => {
  test('asks a function for params, anew for each subscription', async () => {
    const stage = await openRooms()
    let count = 0
    void failure(stage.client.channel('room:1').join(async () => ({ token: await Promise.resolve(`t${++count}`) })))
    expect(await stage.said()).toMatchObject([{ data: { token: 't1' } }])
    await stage.relink()
    expect(await stage.said()).toMatchObject([{ data: { token: 't2' } }])
  })

  test('asks that function once for what is needed in one moment, and not while no link is open', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    let count = 0
    const params = () => ({ token: `t${++count}` })
    void failure(room.join(params))
    stage.socket.end()
    await stage.clock.advance(500)
    expect(count).toBe(0)
    await stage.clock.advance(500)
    room.leave()
    await stage.clock.advance(1_000)
    stage.socket.open()
    for (let handle = 0; handle < 3; handle++) void failure(stage.client.channel('room:1').join(params))
    expect(await stage.said()).toMatchObject([{ data: { token: 't1' } }])
  })

  test('tries again, with growing waits, when that function fails', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    const times: number[] = []
    const error = new Error('no token')
    const failed = failure(
      room.join(() => {
        times.push(stage.clock.now())
        if (times.length < 4) throw error
        return undefined
      }),
    )
    expect(await failed).toBe(error)
    expect(room.state).toEqual({ name: 'refused', error, retrying: true })
    await stage.clock.advance(60_000)
    expect(times).toEqual([0, 2_250, 6_750, 15_750])
    await stage.answer({ members: 1 })
    expect(room.state.name).toBe('joined')
  })

  test('forgets what a function gives too late', async () => {
    const stage = await openRooms()
    const { promise, resolve } = deferred<{ token: string }>()
    const room = stage.client.channel('room:1')
    void failure(room.join(() => promise))
    await stage.said()
    void failure(room.join({ token: 'b' }))
    expect(await stage.said()).toMatchObject([{ data: { token: 'b' } }])
    resolve({ token: 'late' })
    expect(await stage.said()).toEqual([])
  })

  test('with other params subscribes anew, with the same ones or none it does not', async () => {
    const stage = await openRooms()
    const rooms = [stage.client.channel('room:1'), stage.client.channel('room:1')] as const
    void rooms[0].join({ token: 'a' })
    await stage.answer({ members: 1 })
    expect(await rooms[1].join({ token: 'a' })).toEqual({ members: 1 })
    expect(await rooms[1].join()).toEqual({ members: 1 })
    expect(await stage.said()).toEqual([])
    const anew = rooms[1].join({ token: 'b' })
    expect(await stage.said()).toEqual([{ type: 'subscribe', id: 2, channel: 'room:1', data: { token: 'b' } }])
    await stage.say({ type: 'reply', id: 2, data: { members: 2 } })
    expect(await anew).toEqual({ members: 2 })
  })

  test('with a function in place of a function does not subscribe anew: renders make no storms', async () => {
    const stage = await openRooms()
    void stage.client.channel('room:1').join(() => ({ token: 'a' }))
    await stage.answer({ members: 1 })
    await stage.client.channel('room:1').join(() => ({ token: 'b' }))
    expect(await stage.said()).toEqual([])
    await stage.relink()
    expect(await stage.said()).toMatchObject([{ data: { token: 'b' } }])
  })

  test('with the same object subscribes anew if it was changed meanwhile', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    const params = { token: 'a' }
    void failure(room.join(params))
    await stage.answer({ members: 1 })
    params.token = 'b'
    void failure(room.join(params))
    expect(await stage.said()).toMatchObject([{ data: { token: 'b' } }])
  })

  test('takes params that only a codec can write', async () => {
    const write = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
    const codec: Codec = { ...jsonCodec, encode: (message) => JSON.stringify(message, write) }
    const stage = await openRooms({ codec })
    const room = stage.client.channel('room:1')
    void failure(room.join({ token: 1n } as never))
    expect(await stage.said()).toMatchObject([{ data: { token: '1n' } }])
  })

  test('refuses params that are no message, and the other channels do not suffer', async () => {
    const stage = await openRooms()
    const error = failure(stage.client.channel('room:1').join({ token: 1n } as never))
    stage.client.channel('room:2').on('message', ignore)
    expect(await error).toBeInstanceOf(TypeError)
    await stage.relink()
    expect(await stage.spoke()).toEqual(['subscribe room:2'])
  })

  test('ends at its timeout or signal, and the channel stays needed', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    const abort = new AbortController()
    const [late, aborted] = [failure(room.join()), failure(room.join(undefined, { signal: abort.signal }))]
    abort.abort('enough')
    expect(await aborted).toBe('enough')
    await stage.clock.advance(10_000)
    expect(await late).toMatchObject({ name: 'RequestTimeoutError' })
    expect(room.state.name).toBe('joining')
  })

  test('rejects when the channel is left, or the client closes or is closed', async () => {
    const stage = await openRooms({ linger: 0 })
    const room = stage.client.channel('room:1')
    const left = failure(room.join())
    room.leave()
    await stage.clock.advance(0)
    expect(await left).toMatchObject({ name: 'ClosedError' })
    const closing = failure(room.join())
    stage.client.close()
    expect(await closing).toMatchObject({ name: 'ClosedError', message: 'The client is closed' })
    expect(await failure(room.join())).toMatchObject({ name: 'ClosedError' })
    expect(await failure(room.join({ token: 'a' }))).toMatchObject({ name: 'ClosedError' })
    expect(room.state.name).toBe('left')
  })
})
