// The client with holdfast/adapters/nest against a gateway of NestJS.
import { writeFileSync } from 'node:fs'
import { beforeAll, afterAll, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { nest } from '../../../src/adapters/nest.ts'
import { createClient, type ClientOptions } from '../../../src/index.ts'
import { readBlock } from '../../docs/markdown.ts'
import { compileModule } from '../../docs/program.ts'
import { startProgram, type Running } from '../start.ts'

const program = { command: process.execPath, args: ['test/interop/servers/nest.mjs'] }

let server: Running
beforeAll(async () => {
  // Beside the packages that it imports.
  const interceptor = compileModule(readBlock('docs/protocols.md', 'NestJS', 'ts', 1))
  writeFileSync('test/interop/node_modules/keep-request-id.mjs', interceptor)
  server = await startProgram(program)
})
afterAll(() => server.stop())

function connect(options: ClientOptions = {}) {
  const url = `ws://127.0.0.1:${server.port}/ws`
  const client = createClient(url, { WebSocket, protocol: nest(), backoff: { first: 50, cap: 200 }, ...options })
  onTestFinished(() => client.close())
  return client
}

test('answers requests, each its own, whatever the order of the answers', async () => {
  const gateway = connect().channel()
  expect(await gateway.request('echo', { text: 'hi' })).toMatchObject({ text: 'hi' })
  const waits = [120, 10, 60, 0]
  const answers = await Promise.all(waits.map((ms) => gateway.request('slow', { ms })))
  expect(answers).toMatchObject(waits.map((ms) => ({ ms })))
})

test('tells events to all, with no answer to who said them', async () => {
  const [ada, bob] = [connect(), connect()]
  const heard: unknown[] = []
  for (const client of [ada, bob]) client.channel().on('message', (data) => heard.push(data))
  await Promise.all([ada.ready(), bob.ready()])
  ada.channel().send('say', { text: 'hi' })
  await expect.poll(() => heard).toEqual([{ text: 'hi' }, { text: 'hi' }])
  expect(ada.stats().invalid).toBe(0)
})

test.each([
  ['refuse', 'exception', 'Not today'],
  ['refuseWithCode', 'forbidden', 'Staff only'],
  ['crash', 'exception', 'Internal server error'],
])('rejects %s with the code %s and the message', async (event, code, message) => {
  await expect(connect().channel().request(event, {})).rejects.toMatchObject({ name: 'RemoteError', code, message })
})

test('lets a request that no handler is there for time out', async () => {
  const asked = connect().channel().request('nobody', {}, { timeout: 200 })
  await expect(asked).rejects.toMatchObject({ name: 'RequestTimeoutError' })
})

test('proves who somebody is', async () => {
  const protocol = () => nest({ authenticate: 'login' })
  const ada = connect({ protocol: protocol(), authenticate: { name: 'ada' } })
  await ada.ready()
  expect(ada.state.name).toBe('open')
  const eve = connect({ protocol: protocol(), authenticate: { name: 'eve' } })
  await expect.poll(() => eve.state).toMatchObject({ name: 'closed', cause: { kind: 'auth' } })
})

test('keeps a quiet link by an event that serves as a ping', async () => {
  const client = connect({ protocol: nest({ ping: 'ping' }), heartbeat: { interval: 50, timeout: 1_000 } })
  await expect.poll(() => client.stats().latency.last, { timeout: 5_000 }).toBeGreaterThan(0)
  expect(client.stats()).toMatchObject({ opens: 1, invalid: 0 })
})

test('asks again what may be done twice when the server was killed and came back', async () => {
  const client = connect()
  await client.ready()
  const asked = client.channel().request('slow', { ms: 500 }, { idempotent: true })
  await client.drained()
  await server.stop('SIGKILL')
  server = await startProgram(program, server.port)
  expect(await asked).toMatchObject({ ms: 500 })
})
