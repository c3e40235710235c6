// The examples of docs/ do what the text around them says.
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createClient, RemoteError, raw, Unauthorized, type Client } from '../../src/index.ts'
import { createTestServer } from '../../src/testing/index.ts'
import { readBlock } from './markdown.ts'
import { createReader } from './reader.ts'

describe('docs/drop-in.md', () => {
  test('the drop-in says what the server must hear on each link', async () => {
    const { server, lines, read } = createReader({ protocol: raw() })
    await read(readBlock('docs/drop-in.md', 'The drop-in', 'ts'))
    const link = await server.opened()
    expect(link.protocols).toEqual(['v2'])
    server.send('news')
    server.drop()
    await server.opened()
    expect(server.frames).toEqual(['subscribe news', 'subscribe news'])
    expect(lines).toEqual([['news']])
  })

  test('the user is told', async () => {
    const { server, lines, read } = createReader({ protocol: raw() })
    await read(readBlock('docs/drop-in.md', 'Tell the user', 'ts'))
    await server.opened()
    server.drop()
    await server.opened()
    server.close(4403)
    await server.advance()
    expect(lines.flat()).toEqual(['online', expect.stringMatching(/^next try at \S/), 'online', 'over: server 4403'])
  })
})

describe('docs/drop-in.md, in the place of the native socket', () => {
  test('a library that knows nothing of it gets a socket that survives', async () => {
    const { server, read } = createReader({ protocol: raw() })
    vi.stubGlobal('WebSocket', server.options.WebSocket)
    onTestFinished(() => void vi.unstubAllGlobals())
    await read(readBlock('docs/drop-in.md', 'For code that is not yours', 'ts'), { globalThis })
    const socket = new WebSocket('wss://example.com/feed', 'v2')
    onTestFinished(() => socket.close())
    await server.opened()
    server.drop()
    const again = await server.opened()
    expect([again.protocols, socket.readyState]).toEqual([['v2'], WebSocket.OPEN])
  })
})

describe('docs/authentication.md', () => {
  const answers = (...statuses: number[]) => {
    const asked: unknown[] = []
    const fetch = (_url: string, { method = 'GET' } = {}) => {
      asked.push(method)
      return Promise.resolve({ status: statuses.shift(), text: () => Promise.resolve(`token ${asked.length}`) })
    }
    return { asked, fetch }
  }

  test('fresh credentials after 4401, and an end when there are none', async () => {
    const { server, lines, read } = createReader()
    const { asked, fetch } = answers(200, 200, 401)
    const shown: unknown[] = []
    server.onAuthenticate((data) => void shown.push(data))
    await read(readBlock('docs/authentication.md', 'With the first message', 'ts'), { fetch })
    await server.opened()
    await server.advance(6_000) // the link is stable
    server.close(4401)
    await server.opened()
    await server.advance(6_000)
    expect(lines).toEqual([])
    server.close(4401)
    await server.advance()
    expect(asked).toEqual(['GET', 'POST', 'POST'])
    expect(shown).toEqual(['token 1', 'token 2'])
    expect(lines).toEqual([['closed for good:', 'auth']])
  })

  test('a channel with a token of its own, which the server refuses', async () => {
    const { server, lines, read } = createReader()
    const { fetch } = answers()
    server.onSubscribe('room:42', (params) => {
      throw new RemoteError('forbidden', `Not with ${JSON.stringify(params)}`, undefined, false)
    })
    const reading = read(readBlock('docs/authentication.md', 'For one channel', 'ts'), { fetch })
    await server.opened()
    await reading
    expect(lines).toEqual([['not let in:', 'Not with {"token":"token 1"}']])
  })

  test('nothing of one user goes out in the name of the other', async () => {
    const { server, read } = createReader()
    server.refuse()
    const { signInAs } = await read(readBlock('docs/authentication.md', 'Another user signs in', 'ts'))
    const { client } = await read({
      ...{ at: 'client:1', line: 1, language: 'ts' },
      text: `import { createClient } from 'holdfast'\nexport const client = createClient('wss://example.com/')`,
    })
    ;(client as Client).channel('room').send('secret', 'of the first user')
    await server.advance()
    ;(signInAs as (client: unknown) => void)(client)
    await server.opened()
    expect(server.received).toEqual([])
  })
})

describe('docs/reliability.md', () => {
  test('what is dropped is told', async () => {
    const { server, lines, read } = createReader({ protocol: raw() })
    await read(readBlock('docs/reliability.md', 'What is dropped', 'ts'))
    await server.opened()
    expect(lines.at(-1)).toEqual(['not sent:', 'three', 'overflow'])
    expect(server.frames).toEqual(['one', 'two'])
  })

  test('what is in doubt is counted', async () => {
    const { server, lines, read } = createReader({ protocol: raw() })
    await read(readBlock('docs/reliability.md', 'What is in doubt', 'ts'))
    await server.opened()
    server.drop()
    await server.advance()
    expect(lines).toEqual([['in doubt:', 1]])
  })

  test('what must not get lost is asked again', async () => {
    const { server, lines, read } = createReader()
    const seen: unknown[] = []
    const reading = read(readBlock('docs/reliability.md', 'What must not get lost', 'ts'))
    server.onRequest('orders', 'place', (order) => {
      if (seen.push(order) > 1) return { number: 7 }
      return server.drop()
    })
    await server.opened()
    await server.opened()
    await reading
    expect(lines).toEqual([['number', 7]])
    expect(seen[0]).toEqual(seen[1])
  })
})

test('docs/migrating.md: a chat that came from socket.io-client', async () => {
  const { server, lines, read } = createReader()
  server.onRequest('chat', 'say', (said) => {
    server.publish('chat', 'message', { from: 'ada', ...(said as { text: string }) })
    return { id: 'm1' }
  })
  const reading = read(readBlock('docs/migrating.md', 'From socket.io-client', 'ts'))
  await server.opened()
  await reading
  expect(lines).toEqual([['ada', 'hi'], [{ id: 'm1' }]])
})

test('docs/troubleshooting.md: the state says what happened', async () => {
  const { server, lines, read } = createReader()
  await read(readBlock('docs/troubleshooting.md', 'Troubleshooting', 'ts'))
  await server.opened()
  server.send('nonsense')
  server.close(4403, 'not you')
  await server.advance()
  expect(lines).toEqual([
    ['refused:', 'malformed', 'nonsense'],
    ['closed', 'server', 4403, 'not you'],
  ])
})

test('docs/deploying.md: what users see is reported', async () => {
  const { server, read } = createReader()
  const { watch } = await read(readBlock('docs/deploying.md', 'Watch it', 'ts'))
  const client = createClient('wss://example.com/', { ...server.options, logger: {} })
  const reports: unknown[] = []
  ;(watch as (client: Client, report: (...report: unknown[]) => void) => void)(client, (...report) => {
    reports.push(report)
  })
  await server.opened()
  server.drop()
  await server.opened()
  client.channel('room').send('typing', {}, { volatile: true })
  server.close(4403, 'not you')
  await server.advance()
  client.reconnect()
  await server.opened()
  expect(reports).toEqual([
    ['waiting', { kind: 'lost', code: 1006, reason: '', unconfirmed: 0 }],
    ['back', { ms: expect.any(Number) as number }],
    ['closed', { kind: 'server', code: 4403, reason: 'not you', unconfirmed: 1 }],
  ])
})

test('docs/authentication.md: a client that nobody is signed in for comes back with its channels', async () => {
  const server = createTestServer()
  onTestFinished(() => server.end())
  const session: { token?: string } = {}
  const authenticate = () => session.token ?? Promise.reject(new Unauthorized('Nobody is signed in'))
  const client = createClient('wss://example.com/', { ...server.options, authenticate })
  const heard: unknown[] = []
  client.channel('room').on('message', (message) => heard.push(message))
  await server.advance(60_000)
  expect(client.state).toMatchObject({ name: 'closed', cause: { kind: 'auth' } })
  session.token = 'secret'
  client.reconnect()
  await server.opened()
  server.publish('room', 'message', 'hi')
  expect(heard).toEqual(['hi'])
})
