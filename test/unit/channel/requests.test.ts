import { describe, expect, test, vi } from 'vitest'
import { RemoteError, RequestTimeoutError } from '../../../src/index.ts'
import { failure } from '../../fake/channel-stage.ts'
import { openRooms } from '../../fake/rooms.ts'

async function up(options?: Parameters<typeof openRooms>[0]) {
  const stage = await openRooms(options)
  return { stage, room: stage.client.channel('room:1') }
}

const hi = { text: 'hi' }

describe('request', () => {
  test('resolves with the answer of its id, in whatever order answers come', async () => {
    const { stage, room } = await up()
    const said = room.request('say', hi)
    const me = stage.client.channel().request('me')
    expect(await stage.said()).toEqual([
      { type: 'request', id: 1, channel: 'room:1', event: 'say', data: hi },
      { type: 'request', id: 2, event: 'me' },
    ])
    expect(stage.client.stats().pending).toBe(2)
    await stage.say({ type: 'reply', id: 2, data: { name: 'ada' } })
    await stage.say({ type: 'reply', id: 1, data: { id: 'm1' } })
    expect(await said).toEqual({ id: 'm1' })
    expect(await me).toEqual({ name: 'ada' })
    expect(stage.client.stats().pending).toBe(0)
  })

  test('is not answered by an unknown id, nor twice', async () => {
    const { stage, room } = await up()
    const said = room.request('say', hi)
    await stage.say({ type: 'reply', id: 99, data: { id: 'wrong' } })
    await stage.say({ type: 'reply', id: 1, data: { id: 'm1' } })
    await stage.say({ type: 'reply', id: 1, data: { id: 'again' } })
    expect(await said).toEqual({ id: 'm1' })
    expect(stage.invalid.map(({ reason }) => reason)).toEqual(['no-such-request', 'no-such-request'])
  })

  test('rejects with the error of the server, which isError knows', async () => {
    const { stage, room } = await up()
    const said = failure(room.request('say', hi))
    await stage.say({ type: 'error', id: 1, code: 'full', message: 'No room', data: { limit: 5 }, retry: true })
    const error = await said
    expect(error).toBeInstanceOf(RemoteError)
    expect(error).toMatchObject({ message: 'No room', retryable: true })
    expect(room.isError(error, 'full') && error.data.limit).toBe(5)
    expect(room.isError(error, 'other' as never)).toBe(false)
    expect(room.isError(undefined, 'full')).toBe(false)
    const late = new RequestTimeoutError('late', true)
    expect(room.isError(late, late.code as never)).toBe(false)
    expect(room.isError(Object.assign(new Error(), { code: 'full' }), 'full')).toBe(false)
  })

  test('ends with its signal: before, while it waits, after it was sent', async () => {
    const { stage, room } = await up()
    const [before, during, after] = [AbortSignal.abort('before'), new AbortController(), new AbortController()]
    expect(await failure(room.request('say', hi, { signal: before }))).toBe('before')
    expect(await stage.said()).toEqual([])
    const sent = failure(room.request('say', hi, { signal: after.signal }))
    after.abort('after')
    expect(await sent).toBe('after')
    stage.socket.end()
    const removed = vi.spyOn(during.signal, 'removeEventListener')
    const queued = failure(room.request('say', hi, { signal: during.signal }))
    during.abort('during')
    expect(removed).toHaveBeenCalledTimes(2) // the request's, and that of the message which waited
    expect(await queued).toBe('during')
    expect(stage.client.stats().queued.messages).toBe(0)
  })

  test('that still waits goes on waiting when the link breaks, or rejects at once with queue: false', async () => {
    const { stage, room } = await up()
    stage.socket.end()
    const waiting = room.request('say', hi)
    expect(await failure(room.request('say', hi, { queue: false }))).toMatchObject({
      name: 'ConnectionLostError',
      sent: false,
    })
    await stage.clock.advance(1_000)
    await stage.open()
    await stage.answer({ id: 'm1' })
    expect(await waiting).toEqual({ id: 'm1' })
  })

  test('that waits on an open link goes on waiting when that breaks', async () => {
    const { stage, room } = await up()
    stage.socket.bufferedAmount = 1e9
    const waiting = room.request('say', hi)
    const sent = failure(room.request('say', hi))
    await stage.relink()
    await stage.say({ type: 'reply', id: 1, data: { id: 'm1' } })
    expect(await waiting).toEqual({ id: 'm1' })
    stage.socket.end()
    expect(await sent).toMatchObject({ name: 'ConnectionLostError', sent: 'unknown' })
  })

  test('rejects when the link breaks, unless it may be sent twice: then it is, over any number of links', async () => {
    const { stage, room } = await up()
    const once = failure(room.request('say', { text: 'a' }))
    const twice = room.request('say', { text: 'b' }, { idempotent: true })
    const ids = [(await stage.said())[1]!['id']]
    stage.socket.end()
    expect(await once).toMatchObject({ name: 'ConnectionLostError', sent: 'unknown' })
    for (let round = 0; round < 2; round++) {
      await stage.clock.advance(3_000)
      await stage.open()
      const [again, ...others] = await stage.said()
      expect(others).toEqual([])
      expect(again).toMatchObject({ type: 'request', event: 'say', data: { text: 'b' } })
      ids.push(again!['id'])
      if (round === 0) stage.socket.end()
    }
    expect(new Set(ids).size).toBe(3)
    await stage.say({ type: 'reply', id: ids[1], data: { id: 'late' } })
    await stage.say({ type: 'reply', id: ids[2], data: { id: 'm2' } })
    expect(await twice).toEqual({ id: 'm2' })
  })

  test('that is sent again goes before what waited, and not after its time', async () => {
    const { stage, room } = await up()
    const again = failure(room.request('say', { text: 'a' }, { idempotent: true, timeout: 3_000 }))
    stage.socket.end()
    room.send('typing', { who: 'ada' })
    await stage.clock.advance(1_000)
    await stage.open()
    expect((await stage.said()).map(({ type }) => type)).toEqual(['request', 'event'])
    stage.socket.end()
    await stage.clock.advance(2_000)
    expect(await again).toMatchObject({ name: 'RequestTimeoutError', sent: 'unknown' })
    await stage.clock.advance(5_000)
    await stage.open()
    expect(await stage.said()).toEqual([])
  })

  test('that waits for its turn on a slow link is not sent twice by a break', async () => {
    const { stage, room } = await up({ rateLimit: { messages: 1 } })
    void failure(room.request('say', { text: 'a' }, { idempotent: true }))
    void failure(room.request('say', { text: 'b' }, { idempotent: true }))
    await stage.relink()
    stage.socket.end()
    await stage.clock.advance(3_000)
    await stage.open()
    await stage.clock.advance(3_000)
    expect((await stage.said()).map(({ data }) => (data as { text: string }).text).sort()).toEqual(['a', 'b'])
  })

  test('rejects when too many messages wait, or it is discarded', async () => {
    const { stage, room } = await up({ outbox: { maxMessages: 1 } })
    stage.socket.end()
    const first = failure(room.request('say', hi))
    expect(await failure(room.request('say', hi))).toMatchObject({ name: 'OutboxFullError' })
    stage.client.discard()
    expect(await first).toMatchObject({ name: 'ConnectionLostError', sent: false })
  })

  test('says that the outbox is full also where that drops messages', async () => {
    const { stage, room } = await up({ outbox: { maxMessages: 1, overflow: 'drop-newest' } })
    stage.socket.end()
    void failure(room.request('say', hi))
    expect(await failure(room.request('say', hi))).toMatchObject({ name: 'OutboxFullError' })
  })

  test('rejects when the client closes, be it sent or not, and when it is closed', async () => {
    const { stage, room } = await up()
    const sent = failure(room.request('say', hi))
    stage.client.close({ drain: 1_000 })
    expect(await sent).toMatchObject({ name: 'ClosedError' })
    expect(await failure(room.request('say', hi))).toMatchObject({ name: 'ClosedError' })
  })

  test('rejects when no more dials are made, and says why', async () => {
    const { stage, room } = await up({ maxAttempts: 1 })
    stage.socket.end()
    const waiting = failure(room.request('say', hi))
    await stage.refuse()
    expect(await waiting).toMatchObject({ name: 'ClosedError', cause: { kind: 'refused' } })
  })

  test('rejects for a parameter that is no message, and leaves nothing behind', async () => {
    const { stage, room } = await up()
    expect(await failure(room.request('say', { text: 1n } as never))).toBeInstanceOf(TypeError)
    expect(await failure(room.request('say', hi, { timeout: -1 }))).toBeInstanceOf(RangeError)
    expect(stage.client.stats().pending).toBe(0)
  })
})
