<<<<<<< Updated upstream
// The server in Python that docs/other-servers.md shows, with its client and with worse ones.
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as holdfast from '../../src/index.ts'
import { temporaryFolder } from '../browser/child.ts'
import { startProgram, type Running } from '../interop/start.ts'
import { readBlock } from './markdown.ts'
import { run } from './program.ts'

const python = '/usr/bin/python3'
const isThere = spawnSync(python, ['-c', 'import websockets']).status === 0
const page = 'docs/other-servers.md'
const program = join(temporaryFolder('holdfast-python-'), 'server.py')
writeFileSync(program, readBlock(page, 'A whole server', 'python').text)

let server: Running
const url = () => `ws://127.0.0.1:${server.port}`
const connect = (user: string) =>
  holdfast.createClient(url(), { authenticate: user, WebSocket, heartbeat: { interval: 100 } })

describe.skipIf(!isThere)('the server in Python (needs python3-websockets)', () => {
  beforeEach(async () => {
    server = await startProgram({ command: python, args: ['-u', program] })
  })
  afterEach(() => server.stop())

  test('serves the client of the page', async () => {
    const lines: unknown[][] = []
    let client: holdfast.Client | undefined
    const createClient = (_url: string, options: holdfast.ClientOptions) =>
      (client = holdfast.createClient(url(), { ...options, WebSocket }))
    const console = { log: (...words: unknown[]) => lines.push(words) }
    await run(readBlock(page, 'A whole server', 'ts'), { holdfast: { ...holdfast, createClient } }, { console })
    client?.close()
    expect(lines).toEqual([['with', ['ada']], ['ada', 'says', 'hi'], [{ heard: 1 }]])
  })

  test('tells one member what another does, answers pings, and forgets who left', async () => {
    using ada = connect('ada')
    const bob = connect('bob')
    const typing = ada.channel('room:42').once('typing')
    await ada.channel('room:42').join()
    expect(await bob.channel('room:42').join()).toEqual({ members: ['ada', 'bob'] })
    bob.channel('room:42').send('typing', {})
    expect(await typing).toEqual({ who: 'bob' })
    await expect.poll(() => ada.stats().latency.last).toBeGreaterThan(0)
    bob.close()
    await expect.poll(() => ada.channel('room:42').request('say', { text: 'alone?' })).toEqual({ heard: 1 })
    expect(ada.stats().opens).toBe(1)
  })

  test('says no with a code', async () => {
    using ada = connect('ada')
    await expect(ada.channel('staff').join()).rejects.toMatchObject({ code: 'forbidden', retryable: false })
    const room = ada.channel('room:42')
    await room.join()
    await expect(room.request('say', 'hi')).rejects.toMatchObject({ code: 'malformed' })
    await expect(ada.channel('room:1').request('say', { text: 'hi' })).rejects.toMatchObject({ code: 'forbidden' })
    using nobody = holdfast.createClient(url(), { authenticate: { name: 'x' }, WebSocket })
    await expect.poll(() => nobody.state).toMatchObject({ name: 'closed', cause: { kind: 'auth' } })
  })

  test('lives on after what is no message, and is found again after its death', async () => {
    using ada = connect('ada')
    const room = ada.channel('room:42')
    await room.join()
    const rude = new WebSocket(url())
    await once(rude, 'open')
    const nonsense = [
      'nonsense',
      'null',
      '[]',
      '{"type":"subscribe"}',
      '{"type":"subscribe","id":1,"channel":{}}',
      '['.repeat(10_000),
    ]
    for (const text of [...nonsense, '{"type":"request","id":1,"channel":"room:42","event":"say"}']) rude.send(text)
    rude.send(Buffer.from([0, 255]))
    rude.send('{"type":"ping","id":1}')
    const answers: unknown[] = []
    rude.on('message', (data) => answers.push(JSON.parse(String(data))))
    await expect.poll(() => answers).toContainEqual({ type: 'pong', id: 1 })
    rude.terminate()

    const { port } = server
    await server.stop('SIGKILL')
    server = await startProgram({ command: python, args: ['-u', program] }, port)
    expect(await room.request('say', { text: 'back' }, { timeout: 20_000 })).toEqual({ heard: 1 })
  })
=======
// The client that docs/servers.md shows, with one of the servers of that page.
import { existsSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as holdfast from '../../src/index.ts'
import { python, pythonLibrary } from '../interop/places.ts'
import { startProgram } from '../interop/start.ts'
import { readBlock } from './markdown.ts'
import { run } from './program.ts'

const isThere = existsSync(pythonLibrary('websockets'))

test.skipIf(!isThere)('docs/servers.md: its client joins, says and hears (needs python3-websockets)', async () => {
  const server = await startProgram({ command: python, args: ['demo/servers/python/with_websockets.py'] })
  onTestFinished(() => server.stop())
  const lines: unknown[][] = []
  const createClient = (_url: string, options: holdfast.ClientOptions) => {
    const client = holdfast.createClient(`ws://127.0.0.1:${server.port}/`, { ...options, WebSocket })
    onTestFinished(() => client.close())
    return client
  }
  const console = { log: (...words: unknown[]) => lines.push(words) }
  const block = readBlock('docs/servers.md', 'A server in your language', 'ts')
  await run(block, { holdfast: { ...holdfast, createClient } }, { console })
  expect(lines).toEqual([['here as', 'ada'], ['ada', 'says', 'hi'], [{ ok: true }]])
>>>>>>> Stashed changes
})
