// The servers for Node that docs/ show, on free ports, with the clients of the same pages.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import * as vite from 'vite'
import * as zod from 'zod'
import * as holdfast from '../../src/index.ts'
import * as served from '../../src/server/index.ts'
import { readBlock, type Block } from './markdown.ts'
import { run } from './program.ts'

const lacksCurl = spawnSync('curl', ['--version']).status !== 0
const lines: unknown[][] = []
const console = { log: (...words: unknown[]) => lines.push(words) }

test('docs/getting-started.md: the page is served, and outlives its server', async () => {
  const serving = readBlock('docs/getting-started.md', '2\\. Serve it', 'ts')
  const first = await serve(serving)
  expect(lines.splice(0)).toEqual([['listens on port', await first.ready()]])

  const port = await first.ready()
  const client = await use(readBlock('docs/getting-started.md', '3\\. Use it', 'ts'), port)
  expect(lines).toEqual([
    ['now', 'connecting'],
    ['now', 'open'],
    ['members:', 1],
    ['somebody', 'says', 'hello'],
    ['said as', expect.any(String)],
  ])

  await first.close({ spread: 0 })
  const second = await serve(serving, port)
  const room = client.channel('room:lobby')
  await room.request('say', { text: 'written meanwhile' })
  await expect.poll(() => lines).toContainEqual(['somebody', 'says', 'written meanwhile'])
  client.close()
  await second.close()
})

test('docs/deploying.md: SIGTERM tells the clients to come back, and not all at once', async () => {
  let onTerm = () => undefined as unknown
  const process = { on: (_signal: string, listener: () => unknown) => (onTerm = listener) }
  const server = await serve(readBlock('docs/deploying.md', 'Restarts that nobody notices', 'ts'), 0, { process })
  const socket = new WebSocket(`ws://127.0.0.1:${await server.ready()}`)
  await once(socket, 'open')
  onTerm()
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  expect([code, JSON.parse(String(reason))]).toEqual([4900, { retryAfter: 0, spread: 10_000 }])
})

test('docs/setups.md: behind Vite a page has the origin of the server', async () => {
  const server = served.createServer({ channels: {}, path: '/realtime', logger: {} })
  const block = readBlock('docs/setups.md', 'Vite, and other development servers', 'ts')
  const text = block.text.replace('localhost:8080', `127.0.0.1:${await server.ready()}`)
  const { default: config } = (await run({ ...block, text }, { vite })) as { default: vite.UserConfig }
  const proxy = await vite.createServer({
    ...{ configFile: false, logLevel: 'silent', root: 'test/docs' },
    server: { ...config.server, host: '127.0.0.1', port: 0 },
  })
  await proxy.listen()
  onTestFinished(async () => {
    await server.close({ spread: 0 })
    await proxy.close()
  })
  const { port } = proxy.httpServer?.address() as AddressInfo
  const ask = async (origin: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/realtime`, { origin })
    await once(socket, 'open')
    socket.close()
    return 'open'
  }
  expect(await ask(`http://127.0.0.1:${port}`)).toBe('open')
  await expect(ask('http://evil.test')).rejects.toThrow('403')
})

test.skipIf(lacksCurl)('docs/troubleshooting.md: curl tells what a page cannot see (needs curl)', async () => {
  const { text } = readBlock('docs/troubleshooting.md', 'It never opens: `refused`, 1006', 'sh')
  const server = served.createServer({ channels: {}, origins: ['https://example.com'], logger: {} })
  onTestFinished(() => server.close({ spread: 0 }))
  const here = `http://127.0.0.1:${await server.ready()}/realtime`
  const ask = async (command: string) => {
    const curl = spawn('sh', [
      '-c',
      command.replace('https://example.com/realtime', here).replace('curl', 'exec curl -s -m 1'),
    ])
    onTestFinished(() => void curl.kill())
    const [answer] = (await once(curl.stdout, 'data')) as [Buffer]
    return String(answer).split('\r\n')[0]
  }
  expect(await ask(text)).toBe('HTTP/1.1 101 Switching Protocols')
  expect(await ask(text.replace('Origin: https://example.com', 'Origin: https://evil.test'))).toContain(' 403 ')
  expect(await ask(text.replace("-H 'Connection: Upgrade' ", ''))).toContain(' 426 ')
})

test('docs/server.md: lets in who says a name, and refuses what it refuses', async () => {
  lines.length = 0
  const http = createHttpServer()
  const listen = http.listen.bind(http)
  Object.assign(http, { listen: () => listen(0, '127.0.0.1') })
  const node = { 'node:http': { createServer: () => http } }
  const server = await serve(readBlock('docs/server.md', 'Serve channels', 'ts'), 0, {}, node)
  if (!http.listening) await once(http, 'listening')
  onTestFinished(async () => {
    await server.close({ spread: 0 })
    http.close()
  })
  const { port } = http.address() as AddressInfo
  const connect = (name: string) =>
    holdfast.createClient(`ws://127.0.0.1:${port}/realtime`, { authenticate: name, WebSocket })
  using ada = connect('ada')
  using bob = connect('bob')
  using nobody = connect('')

  const room = ada.channel('room:42')
  const heard = bob.channel('room:42').once('message')
  expect(await bob.channel('room:42').join()).toEqual({ welcome: 'bob' })
  expect(await room.request('say', { text: 'hi' })).toEqual({ ok: true })
  expect(await heard).toEqual({ from: 'ada', text: 'hi' })
  room.send('typing', { who: 'ada' })
  await expect.poll(() => lines).toEqual([['ada', 'types in', 'room:42']])
  await expect(bob.channel('room:staff').join()).rejects.toMatchObject({ code: 'forbidden' })
  await expect
    .poll(() => nobody.state)
    .toMatchObject({ name: 'closed', cause: { error: { message: 'Sign in first' } } })
})

test.each([
  [undefined, 'welcome'],
  ['https://example.com', 'welcome'],
  ['https://example.com.evil.test', 'refused'],
  ['https://sub.example.com', 'refused'],
  ['http://example.com', 'refused'],
  ['null', 'refused'],
])('docs/security.md: a page from %s is %s', async (origin, outcome) => {
  let server: WebSocketServer | undefined
  const ws = {
    WebSocketServer: class extends WebSocketServer {
      constructor(options: object) {
        super({ ...options, port: 0, host: '127.0.0.1' })
        server = this // eslint-disable-line @typescript-eslint/no-this-alias
      }
    },
  }
  await run(readBlock('docs/security.md', 'Cookies, and other people’s pages', 'ts'), { ws })
  if (!server?.address()) await once(server!, 'listening')
  onTestFinished(() => void server?.close())
  const { port } = server?.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, origin === undefined ? {} : { origin })
  const heard = await new Promise((resolve) => {
    socket.once('message', (data) => resolve(String(data)))
    socket.once('error', () => resolve('refused'))
  })
  socket.close()
  expect(heard).toBe(outcome)
})

async function serve(
  block: Block,
  port = 0,
  globals: object = {},
  others: object = {},
): Promise<served.Server<object, unknown>> {
  let server: served.Server<object, unknown> | undefined
  const createServer = (options: served.ServerOptions<holdfast.Definitions, unknown>) =>
    (server = served.createServer({ ...options, port }))
  await run(
    block,
    { holdfast, zod, 'holdfast/server': { ...served, createServer }, ...others },
    { console, ...globals },
  )
  return server!
}

async function use(block: Block, port: number): Promise<holdfast.Client> {
  let client: holdfast.Client | undefined
  class LocalWebSocket extends WebSocket {
    constructor(_url: string, protocols?: string[]) {
      super(`ws://127.0.0.1:${port}`, protocols)
    }
  }
  const createClient = (url: string, options: holdfast.ClientOptions) =>
    (client = holdfast.createClient(url, { ...options, WebSocket: LocalWebSocket }))
  await run(block, { holdfast: { ...holdfast, createClient } }, { console })
  return client!
}
