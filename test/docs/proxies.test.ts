// The configurations of docs/deploying.md: nginx and haproxy run them, and clients live behind them.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { createClient, defineChannel, type Client } from '../../src/index.ts'
import { createServer } from '../../src/server/index.ts'
import { temporaryFolder } from '../browser/child.ts'
import { freePort } from '../browser/port.ts'
import { startProgram } from '../interop/start.ts'
import { readBlock } from './markdown.ts'

interface Room {
  request: { say(params: string): string }
}

const folder = temporaryFolder('holdfast-proxy-')
const file = join(folder, 'proxy.conf')
const lacks = (command: string) => spawnSync(command, ['-v']).status !== 0

interface Proxy {
  command: string
  args: string[]
  /** The configuration of the page, and what stands around it. */
  text: string
  listens: string
}

test.skipIf(lacks('nginx'))('nginx (needs nginx)', async () => {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${each};`)
  const main = `daemon off; pid nginx.pid; error_log stderr; user ${userInfo().username}; events {}`
  const { text } = readBlock('docs/deploying.md', 'nginx', 'nginx')
  await proves({
    command: 'nginx',
    args: ['-p', folder, '-e', 'stderr', '-c', file],
    text: `${main} http { access_log off; ${temporary.join(' ')}\n${text} }`,
    listens: 'listen 443',
  })
})

test.skipIf(lacks('haproxy'))('haproxy (needs haproxy)', async () => {
  const { text } = readBlock('docs/deploying.md', 'haproxy', 'haproxy')
  await proves({ command: 'haproxy', args: ['-db', '-f', file], text, listens: 'bind :443' })
})

beforeAll(() => {
  const [certificate, key] = ['crt', 'key'].map((ending) => join(folder, `example.com.${ending}`)) as [string, string]
  const subject = ['-subj', '/CN=localhost', '-keyout', key, '-out', certificate]
  const made = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '1',
    ...subject,
  ]
  expect(spawnSync('openssl', made, { encoding: 'utf8' }).status).toBe(0)
  writeFileSync(join(folder, 'example.com.pem'), readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'))
})

/** As it stands, but for ports, the place of the certificate, and an idle limit that a test can wait for. */
async function proves({ command, args, text, listens }: Proxy): Promise<void> {
  const server = createServer({ channels: { room: defineChannel<Room>() } })
  server.channel('room', { requests: { say: (text) => `${text}!` } })
  onTestFinished(() => server.close({ spread: 0 }))
  const port = await freePort()
  const own = text
    .replace(listens, listens.replace(/:?443/, `127.0.0.1:${port}`))
    .replace('127.0.0.1:8080', `127.0.0.1:${await server.ready()}`)
    .replaceAll(/\/etc\/(ssl|haproxy)/g, folder)
    .replaceAll('90s', '3s')
  writeFileSync(file, own)
  const proxy = await startProgram({ command, args }, port)
  onTestFinished(() => proxy.stop())

  using beating = connect(port, { interval: 1_000, timeout: 1_000 })
  using quiet = connect(port, false)
  for (const client of [beating, quiet]) expect(await client.channel('room').request('say', 'hi')).toBe('hi!')
  await expect.poll(() => quiet.stats().opens, { timeout: 20_000 }).toBe(2)
  expect(beating.stats().opens).toBe(1)
}

/** As a page of the proxy's own host would. */
function connect(port: number, heartbeat: false | { interval: number; timeout: number }): Client<{ room: Room }> {
  class PageWebSocket extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { rejectUnauthorized: false, origin: `https://127.0.0.1:${port}` })
    }
  }
  return createClient<{ room: Room }>(`wss://127.0.0.1:${port}/realtime`, { WebSocket: PageWebSocket, heartbeat })
}
