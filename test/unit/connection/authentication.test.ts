import { describe, expect, test } from 'vitest'
import { Unauthorized, type AuthenticationLink } from '../../../src/index.ts'
import { deferred } from '../../fake/deferred.ts'
import { ClientStage, stageReports } from '../../fake/stage.ts'

const never = new Promise<never>(() => undefined)

describe('authenticate', () => {
  test('sends its value first on each link, before what waits', async () => {
    const stage = new ClientStage({ authenticate: 'token' })
    stage.client.send('waiting')
    await stage.open()
    expect(stage.socket.sent).toEqual(['token', 'waiting'])
    stage.socket.end()
    await stage.clock.advance(1_000)
    await stage.open()
    expect(stage.socket.sent).toEqual(['token'])
  })

  test('is a phase of connecting, in which messages wait', async () => {
    const { promise: token, resolve } = deferred<string>()
    const stage = new ClientStage({ authenticate: () => token })
    await stage.open()
    expect(stage.client.state).toMatchObject({ name: 'connecting', phase: 'authenticate' })
    expect(stage.client.send('a')).toBe('queued')
    resolve('token')
    await stage.clock.advance(0)
    expect(stage.socket.sent).toEqual(['token', 'a'])
  })

  async function talk(conversation: (link: AuthenticationLink) => Promise<void>) {
    const stage = new ClientStage({ authenticate: ({ link }) => conversation(link) })
    await stage.open()
    return stage
  }

  test('may talk to the server; frames that it does not take come afterwards, in order', async () => {
    const stage = await talk(async (link) => {
      link.send('hello')
      await link.receive((data) => data === 'welcome')
      link.send('thanks')
    })
    for (const data of ['early 1', 'welcome', 'early 2']) stage.socket.receive(data)
    expect(stage.messages).toEqual([])
    await stage.clock.advance(0)
    expect(stage.socket.sent).toEqual(['hello', 'thanks'])
    expect(stage.messages).toEqual(['early 1', 'early 2'])
    stage.socket.receive('later')
    expect(stage.messages).toEqual(['early 1', 'early 2', 'later'])
  })

  test('receives also what came before it asked', async () => {
    const received: unknown[] = []
    const stage = await talk(async (link) => {
      await link.receive((data) => data === 'second')
      received.push(await link.receive())
    })
    for (const data of ['first', 'second']) stage.socket.receive(data)
    await stage.clock.advance(0)
    expect(received).toEqual(['first'])
    expect(stage.client.state.name).toBe('open')
  })

  test('takes what it receives: no listener sees it, be it asked for before it came or after', async () => {
    const stage = await talk(async (link) => {
      await link.receive((data) => data === 'second')
      await link.receive((data) => data === 'first')
    })
    for (const data of ['first', 'second', 'third']) stage.socket.receive(data)
    await stage.clock.advance(0)
    expect(stage.messages).toEqual(['third'])
  })

  test.for([
    ['throws', new Error('mine'), 'waiting'],
    ['says Unauthorized', new Unauthorized('no'), 'closed'],
  ] as const)('that %s ends the attempt: %s → %s', async ([, error, name]) => {
    const stage = await talk(() => Promise.reject(error))
    expect(stage.client.state).toMatchObject({ name, cause: { kind: 'auth', code: 4953, opened: false, error } })
    expect(stage.network.live).toHaveLength(0)
  })

  test('fails with a predicate that throws', async () => {
    const stage = await talk(async (link) => {
      await link.receive(() => {
        throw new Error('mine')
      })
    })
    stage.socket.receive('a')
    await stage.clock.advance(0)
    expect(stage.client.state).toMatchObject({ cause: { kind: 'auth', error: { message: 'mine' } } })
  })

  test('bounds what a server may say before it is done', async () => {
    const stage = await talk(() => never)
    for (let i = 0; i < 1_001; i++) stage.socket.receive('x')
    expect(stage.client.state).toMatchObject({ name: 'waiting', cause: { kind: 'auth' } })
  })

  test('is heard no more once its attempt is over', async () => {
    const reports = stageReports()
    let link: AuthenticationLink | undefined
    const errors: unknown[] = []
    const stage = await talk(async (given) => {
      link = given
      await given.receive().catch((error: unknown) => errors.push(error))
    })
    const old = stage.socket
    stage.client.reconnect()
    await stage.clock.advance(0)
    expect(errors).toHaveLength(1)
    expect(() => link?.send('late')).toThrow()
    await expect(link?.receive()).rejects.toThrow()
    expect(old.sent).toEqual([])
    expect(reports).not.toHaveBeenCalled()
  })

  test('opens nothing when it is done too late', async () => {
    const { promise: token, resolve } = deferred<string>()
    const stage = new ClientStage({ authenticate: () => token })
    await stage.open()
    const old = stage.socket
    stage.client.reconnect()
    resolve('token')
    await stage.clock.advance(0)
    expect(stage.client.state.name).toBe('connecting')
    expect(old.sent).toEqual([])
  })

  test('loses its link like any other: a close of the server is its word', async () => {
    const stage = await talk(() => never)
    stage.socket.end(4403, 'no')
    expect(stage.client.state).toMatchObject({ name: 'closed', cause: { kind: 'server', code: 4403, opened: false } })
  })

  test('is called again with the cause after 4401', async () => {
    const codes: unknown[] = []
    const stage = new ClientStage({ authenticate: ({ cause }) => void codes.push(cause?.code) })
    await stage.open()
    stage.socket.end(4401)
    await stage.open()
    expect(codes).toEqual([undefined, 4401])
    stage.socket.end(4401)
    expect(stage.client.state.name).toBe('closed')
  })

  test.for([
    [{}, () => 'ws://server.test/', 'connecting'],
    [{ subprotocols: () => [] }, 'ws://server.test/', 'connecting'],
    [{}, 'ws://server.test/', 'closed'],
  ] as const)('is not the only one who can bring fresh credentials after 4401: %#', async ([options, url, name]) => {
    const stage = new ClientStage(options, url)
    await stage.open()
    stage.socket.end(4401)
    await stage.clock.advance(0)
    expect(stage.client.state.name).toBe(name)
  })
})
