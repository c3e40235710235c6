import { describe, expect, test } from 'vitest'
import { RemoteError, type RequestTimeoutError } from '../../../src/index.ts'
import { ChannelStage } from '../../fake/channel-stage.ts'

interface Channels {
  '': { request: { me(): { name: string } } }
  room: { request: { say(params: { text: string }): { id: string } }; errors: { full: { limit: number } } }
}

async function up() {
  const stage = new ChannelStage<Channels>()
  await stage.open()
  return stage
}

describe('request', () => {
  test('resolves with the answer of its id', async () => {
    const stage = await up()
    const said = stage.client.channel('room').request('say', { text: 'hi' })
    const me = stage.client.channel().request('me')
    expect(await stage.said()).toEqual([
      { type: 'request', id: 1, channel: 'room', event: 'say', data: { text: 'hi' } },
      { type: 'request', id: 2, event: 'me' },
    ])
    await stage.say({ type: 'reply', id: 2, data: { name: 'ada' } })
    await stage.say({ type: 'reply', id: 1, data: { id: 'm1' } })
    expect(await said).toEqual({ id: 'm1' })
    expect(await me).toEqual({ name: 'ada' })
  })

  test('rejects with the error of the server', async () => {
    const stage = await up()
    const room = stage.client.channel('room')
    const said = room.request('say', { text: 'hi' }).catch((error: unknown) => error)
    await stage.say({ type: 'error', id: 1, code: 'full', message: 'No room', data: { limit: 5 } })
    const error = await said
    expect(error).toBeInstanceOf(RemoteError)
    expect(room.isError(error, 'full') && error.data.limit).toBe(5)
  })

  test('rejects when its time is over, and says whether it was sent', async () => {
    const stage = await up()
    const sent = stage.client
      .channel('room')
      .request('say', { text: 'a' })
      .catch((error: unknown) => error)
    await stage.clock.advance(10_000)
    expect((await sent) as RequestTimeoutError).toMatchObject({ name: 'RequestTimeoutError', sent: true })
  })

  test('rejects when the link breaks, unless it may be sent twice', async () => {
    const stage = await up()
    const room = stage.client.channel('room')
    const once = room.request('say', { text: 'a' }).catch((error: unknown) => error)
    const twice = room.request('say', { text: 'b' }, { idempotent: true })
    stage.socket.end()
    expect(await once).toMatchObject({ name: 'ConnectionLostError', sent: 'unknown' })
    await stage.clock.advance(1_000)
    await stage.open()
    const [again] = await stage.said()
    expect(again).toMatchObject({ type: 'request', event: 'say', data: { text: 'b' } })
    await stage.say({ type: 'reply', id: again!['id'], data: { id: 'm2' } })
    expect(await twice).toEqual({ id: 'm2' })
  })
})
