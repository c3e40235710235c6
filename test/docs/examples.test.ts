// The first example of the README, and others without channels, run against the server that docs/other-servers.md shows.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import * as holdfast from '../../src/index.ts'
import { readBlock, readBlocks } from './markdown.ts'
import { run } from './program.ts'

let lines: unknown[]
let onTerm: () => void
let server: WebSocketServer
let opened: { close(): void }[]

/** The examples name hosts of their own; all of them are our server. */
class LocalWebSocket extends WebSocket {
  constructor(url: string, protocols?: string[]) {
    const { port } = server.address() as { port: number }
    super(`ws://127.0.0.1:${port}${new URL(url).search}`, protocols)
  }
}

const modules = {
  holdfast: {
    ...holdfast,
    ReconnectingWebSocket: class extends holdfast.ReconnectingWebSocket {
      constructor(...args: ConstructorParameters<typeof holdfast.ReconnectingWebSocket>) {
        super(...args)
        opened.push(this)
      }
    },
    createClient(...[url, options]: Parameters<typeof holdfast.createClient>) {
      const client = holdfast.createClient(url, options)
      opened.push(client)
      return client
    },
  },
  ws: {
    WebSocket: LocalWebSocket,
    WebSocketServer: class extends WebSocketServer {
      constructor() {
        super({ port: 0, host: '127.0.0.1' })
        // The examples get the one that the test made, and the test sees what they do with it.
        server = this // eslint-disable-line @typescript-eslint/no-this-alias
      }
    },
  },
}

const console = { log: (...words: unknown[]) => lines.push(words.join(' ')), warn: vi.fn() }

beforeEach(async () => {
  lines = []
  opened = []
  vi.stubGlobal('WebSocket', LocalWebSocket)
  const process = { on: (_signal: string, listener: () => void) => (onTerm = listener) }
  await run(readBlock('docs/other-servers.md', 'An example', 'ts'), modules, { process })
  await vi.waitUntil(() => server.address())
})

afterEach(() => {
  for (const each of opened) each.close()
  for (const link of server.clients) link.terminate()
  server.close()
  vi.unstubAllGlobals()
})

test('the first example says hello, and comes back when the server says so', async () => {
  await run(readBlocks('README.md')[0]!, modules, { console })
  await expect.poll(() => lines).toEqual(['hello'])

  const socket = opened[0] as holdfast.ReconnectingWebSocket
  socket.send('ping')
  onTerm()
  await expect.poll(() => socket.state).toMatchObject({ name: 'waiting', held: true, cause: { code: 4000 } })
  const { delay } = socket.state as { delay: number }
  expect(delay).toBeGreaterThanOrEqual(1_000)
  expect(delay).toBeLessThan(5_000)
  expect(lines).toEqual(['hello'])
})

test('the client’s example sends, drains and closes', async () => {
  const sent = new Promise((resolve) => {
    server.on('connection', (link) => link.on('message', (data) => resolve(String(data))))
  })
  await run(readBlock('docs/drop-in.md', 'The client without channels', 'ts'), modules, { console })
  expect(await sent).toBe('position 1')
})

test('the token is refreshed after 4401, and a user who is signed out is not retried', async () => {
  const tokens = ['old', 'new']
  const urls: unknown[] = []
  server.on('connection', (link, { url }) => {
    urls.push(url)
    if (url?.endsWith('old')) link.close(4401)
  })
  const fetch = (_url: string, { method }: { method: string }) => {
    const text = tokens.shift()
    lines.push(method)
    return Promise.resolve({ status: text ? 200 : 401, text: () => Promise.resolve(text) })
  }
  await run(readBlock('docs/authentication.md', 'With the URL', 'ts'), modules, { console, fetch })
  await expect.poll(() => urls).toEqual(['/?token=old', '/?token=new'])
  expect(lines).toEqual(['GET', 'POST'])

  const socket = opened[0] as holdfast.ReconnectingWebSocket
  socket.reconnect()
  await expect.poll(() => lines.at(-1)).toMatch('closed for good')
  expect(socket.state).toMatchObject({ name: 'closed', cause: { kind: 'auth', error: { message: 'Signed out' } } })
})

test('the token goes first, and the rest after the welcome', async () => {
  const received: string[] = []
  server.on('connection', (link) => {
    link.on('message', (data) => {
      if (received.push(String(data)) === 1) link.send('welcome')
    })
  })
  const fetch = () => Promise.resolve({ text: () => Promise.resolve('secret') })
  await run(readBlock('docs/authentication.md', 'With the first message, in words of your own', 'ts'), modules, {
    fetch,
  })
  await expect.poll(() => received).toEqual(['secret', 'hello'])
})
