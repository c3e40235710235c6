import { describe, expect, test } from 'vitest'
import { Unauthorized, type ClientOptions, type Codec, type Protocol } from '../../../src/index.ts'
import { ChannelStage, failure } from '../../fake/channel-stage.ts'
import { deferred } from '../../fake/deferred.ts'
import { ignore, type Rooms } from '../../fake/rooms.ts'

/** A client that has dialled, and whose server accepted. */
async function dialled(authenticate: ClientOptions['authenticate'], options: ClientOptions = {}) {
  const stage = new ChannelStage<Rooms>({ heartbeat: false, authenticate: authenticate!, ...options })
  await stage.open()
  return stage
}

/** The same, authenticated with these words. */
async function authenticated(
  answer?: unknown,
  options?: ClientOptions,
  authenticate: ClientOptions['authenticate'] = 'token',
) {
  const stage = await dialled(authenticate, options)
  await stage.answer(answer)
  return stage
}

describe('authenticate', () => {
  test('is said first, and all else waits for its answer', async () => {
    const stage = await dialled({ token: 't' })
    stage.client.channel('room:1').on('message', ignore)
    stage.client.channel('room:1').send('typing', { who: 'ada' })
    expect(await stage.said()).toEqual([{ type: 'authenticate', id: 1, data: { token: 't' } }])
    expect(stage.client.state).toMatchObject({ name: 'connecting', phase: 'authenticate' })
    await stage.say({ type: 'reply', id: 1 })
    expect(stage.client.state.name).toBe('open')
    expect(await stage.spoke()).toEqual(['subscribe room:1', 'event room:1'])
  })

  test('asks a function anew for each link, and tells it why the last one ended', async () => {
    const codes: unknown[] = []
    const stage = await dialled(({ cause }) => {
      codes.push(cause?.code)
      return { number: codes.length }
    })
    await stage.answer()
    stage.socket.end(4401)
    await stage.open()
    expect(await stage.said()).toMatchObject([{ type: 'authenticate', data: { number: 2 } }])
    expect(codes).toEqual([undefined, 4401])
  })

  test('keeps what comes before its answer, in order', async () => {
    const stage = await dialled('token')
    const notices: string[] = []
    stage.client.channel().on('notice', (notice) => notices.push(notice))
    await stage.said()
    for (const data of ['a', 'b']) await stage.say({ type: 'event', event: 'notice', data })
    expect(notices).toEqual([])
    await stage.say('nonsense')
    await stage.say({ type: 'reply', id: 1 })
    await stage.say({ type: 'event', event: 'notice', data: 'c' })
    expect(notices).toEqual(['a', 'b', 'c'])
    expect(stage.invalid).toMatchObject([{ reason: 'malformed', data: 'nonsense' }])
  })

  test('that is refused ends the client, and says why', async () => {
    const stage = await dialled('token')
    await stage.said()
    await stage.say({ type: 'error', id: 1, code: 'expired', message: 'Sign in again' })
    expect(stage.life.at(-1)).toBe('closed')
    expect(stage.cause).toMatchObject({ kind: 'auth', error: { name: 'Unauthorized', message: 'Sign in again' } })
    expect((stage.cause?.error as Error).cause).toMatchObject({ name: 'RemoteError', code: 'expired' })
  })

  test.each(['busy', 'unauthorized'])(
    'that is refused for now (%s) is tried again with the next dial',
    async (code) => {
      const stage = await dialled('token')
      await stage.said()
      await stage.say({ type: 'error', id: 1, code, retry: true })
      expect(stage.client.state.name).toBe('waiting')
      await stage.clock.advance(3_000)
      await stage.open()
      await stage.answer()
      expect(stage.client.state.name).toBe('open')
    },
  )

  test('that throws Unauthorized ends the client', async () => {
    const stage = await dialled(() => {
      throw new Unauthorized('nobody')
    })
    expect(stage.client.state).toMatchObject({ name: 'closed', cause: { kind: 'auth' } })
  })

  test('fails where the protocol has no word for it, and says so', async () => {
    const protocol: Protocol = { name: 'mute', encode: () => undefined, decode: () => undefined }
    const stage = await dialled('token', { protocol })
    expect(stage.socket.sent).toEqual([])
    expect(stage.cause).toMatchObject({ kind: 'auth', error: { name: 'TypeError' } })
  })

  test('reads nothing that is larger than maxMessageBytes', async () => {
    const read = new Set<unknown>()
    const decode = (frame: string | ArrayBuffer) => {
      read.add(frame)
      return JSON.parse(String(frame)) as unknown
    }
    const codec: Codec = { name: 'json', encode: (message) => JSON.stringify(message), decode }
    const stage = await dialled('token', { codec, maxMessageBytes: 100 })
    await stage.say({ type: 'event', event: 'notice', data: 'x'.repeat(100) })
    await stage.answer()
    expect([...read]).toEqual(['{"type":"reply","id":1}'])
    expect(stage.invalid).toMatchObject([{ reason: 'too-large' }])
  })

  test('takes nothing for its answer but a reply or an error', async () => {
    const stage = await dialled('token')
    await stage.said()
    await stage.say({ type: 'ping', id: 1 })
    expect(stage.client.state.name).toBe('connecting')
    await stage.say({ type: 'reply', id: 1 })
    expect(await stage.said()).toEqual([{ type: 'pong', id: 1 }])
  })

  test('may be a conversation over the link', async () => {
    const stage = await dialled(async ({ link }) => {
      link.send('HELLO')
      link.send(`SOLVED ${String(await link.receive((data) => String(data).startsWith('RIDDLE')))}`)
    })
    expect(stage.socket.sent).toEqual(['HELLO'])
    await stage.say('RIDDLE 7')
    expect(stage.socket.sent).toEqual(['HELLO', 'SOLVED RIDDLE 7'])
    expect(stage.client.state.name).toBe('open')
    expect(await failure(stage.client.reauthenticate())).toBeInstanceOf(TypeError)
  })

  test('begins anew when the link breaks meanwhile', async () => {
    const stage = await dialled('token')
    await stage.said()
    stage.socket.end()
    await stage.clock.advance(3_000)
    await stage.open()
    expect(await stage.said()).toEqual([{ type: 'authenticate', id: 2, data: 'token' }])
    await stage.say({ type: 'reply', id: 1 })
    expect(stage.client.state.name).toBe('connecting')
    await stage.say({ type: 'reply', id: 2 })
    expect(stage.client.state.name).toBe('open')
  })
})

describe('reauthenticate', () => {
  test('sends fresh credentials on the open link', async () => {
    let count = 0
    const stage = await authenticated(undefined, {}, () => `token ${++count}`)
    const done = stage.client.reauthenticate()
    expect(await stage.said()).toMatchObject([{ type: 'authenticate', data: 'token 2' }])
    await stage.say({ type: 'reply', id: 2 })
    expect(await done).toBeUndefined()
  })

  test('rejects if it is refused, and the link stays up', async () => {
    const stage = await authenticated()
    const refused = failure(stage.client.reauthenticate())
    await stage.said()
    await stage.say({ type: 'error', id: 2, code: 'expired' })
    expect(await refused).toMatchObject({ name: 'RemoteError', code: 'expired' })
    expect(stage.client.state.name).toBe('open')
  })

  test('rejects if the link breaks, no answer comes, or none is open', async () => {
    const stage = await authenticated()
    const late = failure(stage.client.reauthenticate())
    await stage.clock.advance(10_000)
    expect(await late).toMatchObject({ name: 'RequestTimeoutError', sent: true })
    await stage.say({ type: 'reply', id: 2 })
    expect(stage.invalid).toMatchObject([{ reason: 'no-such-request' }])
    const lost = failure(stage.client.reauthenticate())
    stage.socket.end()
    expect(await lost).toMatchObject({ name: 'ConnectionLostError' })
    expect(await failure(stage.client.reauthenticate())).toMatchObject({ name: 'ConnectionLostError', sent: false })
  })

  test('does not wait for credentials for ever, and sends none on a later link', async () => {
    const { promise, resolve } = deferred<string>()
    let count = 0
    const stage = await authenticated(undefined, {}, () => (count++ === 1 ? promise : 'token'))
    const late = failure(stage.client.reauthenticate())
    await stage.clock.advance(10_000)
    expect(await late).toMatchObject({ name: 'RequestTimeoutError', sent: false })
    resolve('late')
    expect(await stage.said()).toEqual([])
  })

  test('says nothing without credentials', async () => {
    let count = 0
    const stage = await authenticated(undefined, {}, () => (count++ === 0 ? 'token' : undefined))
    expect(await failure(stage.client.reauthenticate())).toBeInstanceOf(TypeError)
    expect(await stage.said()).toEqual([])
  })

  test('needs credentials to send', async () => {
    const stage = await dialled(undefined)
    expect(await failure(stage.client.reauthenticate())).toMatchObject({
      message: expect.stringContaining('authenticate') as string,
    })
  })
})
