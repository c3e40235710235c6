import { describe, expect, test } from 'vitest'
import { failure } from '../../fake/channel-stage.ts'
import { openRooms } from '../../fake/rooms.ts'

async function up(options?: Parameters<typeof openRooms>[0]) {
  const stage = await openRooms(options)
  return { stage, room: stage.client.channel('room:1') }
}

const hi = { text: 'hi' }

describe('request', () => {
  test('keeps a link that nobody else needs until it is answered', async () => {
    const { stage, room } = await up({ idle: { after: 5_000 } })
    void failure(room.request('say', hi, { timeout: 60_000 }))
    await stage.clock.advance(30_000)
    expect(stage.client.state.name).toBe('open')
    await stage.say({ type: 'pong', id: 1 })
    expect(stage.client.stats().pending).toBe(1)
    await stage.say({ type: 'reply', id: 1 })
    await stage.clock.advance(10_000)
    expect(stage.client.state.name).toBe('idle')
  })

  test('rejects when its time is over, and says whether it was sent', async () => {
    const { stage, room } = await up()
    const sent = failure(room.request('say', hi))
    await stage.clock.advance(10_000)
    expect(await sent).toMatchObject({ name: 'RequestTimeoutError', sent: true })
    await stage.say({ type: 'reply', id: 1 })
    expect(stage.invalid).toMatchObject([{ reason: 'no-such-request' }])
    stage.socket.end()
    const unsent = failure(room.request('say', hi, { timeout: 50 }))
    await stage.clock.advance(50)
    expect(await unsent).toMatchObject({ name: 'RequestTimeoutError', sent: false })
    await stage.clock.advance(1_000)
    await stage.open()
    expect(await stage.said()).toEqual([])
  })

  test('rejects when its time is over, also where timers are late', async () => {
    const { stage, room } = await up()
    stage.socket.end()
    await stage.clock.advance(1_000)
    const late = failure(room.request('say', hi, { timeout: 1_000 }))
    stage.clock.pass(2_000)
    stage.socket.open()
    expect(await late).toMatchObject({ name: 'RequestTimeoutError', sent: false })
  })

  test('rejects each at its own time', async () => {
    const { stage, room } = await up()
    const ends: [number, number][] = []
    for (const timeout of [300, 100, 200]) {
      void failure(room.request('say', hi, { timeout })).then(() => ends.push([timeout, stage.clock.now()]))
    }
    await stage.clock.advance(400)
    expect(ends).toEqual([
      [100, 100],
      [200, 200],
      [300, 300],
    ])
  })

  test('rejects at its time also after the client was closed and dialled again', async () => {
    const { stage, room } = await up()
    void failure(room.request('say', hi, { timeout: 1_000 }))
    stage.client.close()
    stage.client.reconnect()
    await stage.open()
    const late = failure(room.request('say', hi, { timeout: 2_000 }))
    await stage.clock.advance(2_000)
    expect(await late).toMatchObject({ name: 'RequestTimeoutError' })
  })

  test('takes one timer, however many there are', async () => {
    const { stage, room } = await up()
    const before = stage.clock.armed
    const all = Array.from({ length: 1_000 }, (_, index) => failure(room.request('say', hi, { timeout: 100 + index })))
    expect(stage.clock.armed).toBe(before + 1)
    await stage.clock.advance(1_200)
    expect((await Promise.all(all)).every((error) => (error as Error).name === 'RequestTimeoutError')).toBe(true)
    expect(stage.clock.armed).toBe(before)
  })

  test('leaves no timer when the client closes, nor when it is closed', async () => {
    const { stage, room } = await up()
    const before = stage.clock.armed
    const [answered, unanswered] = [room.request('say', hi), failure(room.request('say', hi))]
    await stage.say({ type: 'reply', id: 1 })
    await answered
    stage.client.close()
    stage.socket.confirm()
    await unanswered
    await failure(room.request('say', hi))
    expect([before, stage.clock.armed]).toEqual([0, 0])
  })
})
