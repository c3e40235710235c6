// One attempt at a link: its providers and its time.
import { describe, expect, test, vi } from 'vitest'
import { OutboxFullError, Unauthorized, type DialContext } from '../../../src/index.ts'
import { deferred } from '../../fake/deferred.ts'
import { ClientStage, stagePage } from '../../fake/stage.ts'

const never = new Promise<never>(() => undefined)

function raise(error: Error): never {
  throw error
}

describe('a URL provider', () => {
  test('is asked anew for each attempt, with its number and the cause', async () => {
    const contexts: DialContext[] = []
    const stage = new ClientStage({}, (context) => `ws://server.test/${contexts.push(context)}`)
    await stage.refuse()
    await stage.clock.advance(3_000)
    expect(stage.network.sockets.map(({ url }) => url)).toEqual(['ws://server.test/1', 'ws://server.test/2'])
    expect(contexts.map(({ attempt, cause }) => [attempt, cause?.kind])).toEqual([
      [1, undefined],
      [2, 'refused'],
    ])
  })

  test('may be async, and give a URL object', async () => {
    const stage = new ClientStage({}, () => Promise.resolve(new URL('https://server.test/feed')))
    await stage.open()
    expect(stage.socket.url).toBe('wss://server.test/feed')
  })

  const mine = new Error('mine')
  const failures: [string, () => string | Promise<string>][] = [
    ['throws', () => raise(mine)],
    ['rejects', () => Promise.reject(mine)],
    ['rejects with nothing', () => new Promise((_, reject) => (reject as () => void)())],
    ['rejects with an error of Holdfast', () => Promise.reject(new OutboxFullError('later'))],
    ['gives nonsense', () => 'ftp://server.test'],
    ['gives nothing', () => undefined as unknown as string],
  ]

  test.for(failures)('that %s is a failed attempt, and is asked again', async ([, failing]) => {
    const url = vi.fn(failing)
    const stage = new ClientStage({}, url)
    await stage.clock.advance(0)
    expect(stage.client.state).toMatchObject({
      name: 'waiting',
      cause: { kind: 'provider', code: 4952, opened: false },
    })
    url.mockReturnValue('ws://server.test')
    await stage.clock.advance(3_000)
    await stage.open()
    expect(stage.client.state.name).toBe('open')
  })

  test('that never answers runs into connectTimeout', async () => {
    const contexts: DialContext[] = []
    const stage = new ClientStage({}, (context) => {
      contexts.push(context)
      return never
    })
    await stage.clock.advance(9_999)
    expect(stage.client.state.name).toBe('connecting')
    expect(contexts[0]?.signal.aborted).toBe(false)
    await stage.clock.advance(1)
    expect(stage.client.state).toMatchObject({ name: 'waiting', cause: { kind: 'timeout', code: 4950 } })
    expect(contexts[0]?.signal.aborted).toBe(true)
  })

  test('that answers too late makes no socket', async () => {
    const answers: ((url: string) => void)[] = []
    const stage = new ClientStage({}, () => new Promise<string>((resolve) => answers.push(resolve)))
    stage.client.reconnect()
    answers[0]!('ws://late.test')
    answers[1]!('ws://server.test')
    await stage.clock.advance(0)
    expect(stage.network.sockets.map(({ url }) => url)).toEqual(['ws://server.test/'])
  })

  test('that rejects too late changes nothing, be it because of its own signal', async () => {
    const stage = new ClientStage({}, ({ attempt, signal }) => {
      if (attempt > 1) return never
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
    await stage.clock.advance(10_000)
    expect(stage.states).toHaveLength(1)
    expect(stage.client.state).toMatchObject({ attempt: 2, cause: { kind: 'timeout', failures: 1 } })
  })

  test('that says Unauthorized ends it', async () => {
    const error = new Unauthorized('sign in first')
    const stage = new ClientStage({}, () => Promise.reject(error))
    await stage.clock.advance(0)
    expect(stage.client.state).toMatchObject({ name: 'closed', cause: { kind: 'auth', error } })
  })

  test('that gives a ws: URL on a secure page ends it', async () => {
    stagePage('https://page.test/')
    const stage = new ClientStage({}, () => 'ws://server.test')
    await stage.clock.advance(0)
    expect(stage.client.state).toMatchObject({ name: 'closed', cause: { error: { name: 'SecurityError' } } })
  })

  test('shows its credentials in no state', async () => {
    const stage = new ClientStage({ connectTimeout: 500 }, () => 'ws://ada:geheim@server.test/feed?token=geheim')
    await stage.open()
    expect(stage.client.state).toMatchObject({ url: 'ws://server.test/feed' })
    expect(stage.socket.url).toContain('geheim')
    stage.socket.end()
    await stage.clock.advance(2_000)
    expect(JSON.stringify(stage.states)).not.toContain('geheim')
    expect(stage.cause?.error).toMatchObject({ name: 'ConnectTimeoutError' })
    expect(String(stage.cause?.error)).not.toContain('geheim')
  })
})

describe('a provider of subprotocols', () => {
  test('is asked anew for each attempt', async () => {
    let count = 0
    const stage = new ClientStage({ subprotocols: () => Promise.resolve([`token.${++count}`]) })
    await stage.refuse()
    await stage.clock.advance(3_000)
    expect(stage.network.sockets.map(({ protocols }) => protocols)).toEqual([['token.1'], ['token.2']])
  })

  test('may give one, or none', async () => {
    for (const [given, offered] of [
      ['v2', ['v2']],
      [undefined, []],
    ] as const) {
      // prettier-ignore
      const stage = new ClientStage({ subprotocols: () => given })
      await stage.clock.advance(0)
      expect(stage.socket.protocols).toEqual(offered)
    }
  })

  test('fails the attempt when it gives what is no token', async () => {
    const stage = new ClientStage({ subprotocols: () => ['a b'] })
    await stage.clock.advance(0)
    expect(stage.client.state).toMatchObject({ cause: { kind: 'provider', error: { name: 'SyntaxError' } } })
  })
})

describe('connectTimeout', () => {
  test('covers an upgrade that is never answered', async () => {
    const stage = new ClientStage({ connectTimeout: 700 }, 'ws://server.test/feed?token=geheim')
    await stage.clock.advance(700)
    const error = { name: 'ConnectTimeoutError', code: 'connect-timeout' }
    expect(stage.client.state).toMatchObject({ cause: { kind: 'timeout', code: 4950, opened: false, error } })
    expect(stage.socket.asked).toBeDefined()
    expect(String(stage.cause?.error)).toContain('at ws://server.test/feed within 700 ms')
    expect(String(stage.cause?.error)).not.toContain('geheim')
  })

  test('covers provider, upgrade and authentication together', async () => {
    const { promise: url, resolve } = deferred<string>()
    const stage = new ClientStage({ connectTimeout: 1_000, authenticate: () => never }, () => url)
    await stage.clock.advance(300)
    resolve('ws://server.test')
    await stage.clock.advance(300)
    stage.socket.open()
    await stage.clock.advance(399)
    expect(stage.client.state).toMatchObject({ name: 'connecting', phase: 'authenticate' })
    await stage.clock.advance(1)
    expect(stage.client.state).toMatchObject({ cause: { kind: 'timeout' } })
  })

  test('says that messages came which authenticate did not take', async () => {
    const stage = new ClientStage({
      connectTimeout: 500,
      authenticate: async ({ link }) => void (await link.receive((data) => data === 'welcome')),
    })
    await stage.open()
    stage.socket.receive('wellcome')
    stage.socket.receive('who are you?')
    await stage.clock.advance(500)
    expect(String(stage.cause?.error)).toContain('authenticate took none of 2 messages')
  })

  test('counts each time: the waits grow, and nobody is told of refusals', async () => {
    const stage = new ClientStage()
    for (const delay of [2_250, 4_500, 9_000]) {
      await stage.clock.advance(10_000)
      expect(stage.client.state).toMatchObject({ name: 'waiting', delay })
      await stage.clock.advance(delay)
    }
    expect(stage.warnings).toEqual([])
  })

  test('is over once the link is open', async () => {
    const stage = new ClientStage({ connectTimeout: 700 })
    await stage.open()
    await stage.clock.advance(10_000)
    expect(stage.client.state.name).toBe('open')
  })
})
