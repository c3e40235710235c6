// The built package in plain Node, outside of any test tool: a process that ends by itself left nothing behind.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { RealServer } from '../scenario/server.ts'

const wholeLife = ['open', 'hello', 'close 1006 false', 'open', 'again', 'close 1000 true']

async function cuttingServer(): Promise<RealServer> {
  const server = await RealServer.start({
    onMessage: (data, peer) => void (data === 'cut me' && peer.terminate()),
  })
  onTestFinished(() => server.kill())
  return server
}

function file(name: string): string {
  return new URL(name, import.meta.url).pathname
}

async function run(...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 })
  return JSON.parse(stdout)
}

test.for([
  ['imported', 'module.mjs'],
  ['required', 'require.js'],
] as const)('Holdfast, %s in Node with ws as constructor, lives and ends', async ([, program]) => {
  const server = await cuttingServer()
  expect(await run(file(program), server.url)).toEqual(wholeLife)
})

const title =
  typeof WebSocket === 'undefined'
    ? 'Holdfast stays idle without a constructor: this Node has no WebSocket of its own (it came with Node 22)'
    : 'Holdfast lives on Node’s own WebSocket'

test(title, async () => {
  const server = await cuttingServer()
  const told = await run(file('own.mjs'), server.url)
  expect(told).toEqual(typeof WebSocket === 'undefined' ? ['idle', 0, 4] : wholeLife)
})

test('Holdfast lives in a worker', async () => {
  const server = await cuttingServer()
  const worker = new Worker(file('worker.mjs'), { workerData: server.url })
  const exited = new Promise((resolve) => worker.on('exit', resolve))
  const told = await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
  expect(told).toEqual(wholeLife)
  expect(await exited).toBe(0)
})

test('Importing Holdfast does nothing', async () => {
  const activeAfter = (name: string) =>
    `import('${name}').then(() => setTimeout(() => console.log(JSON.stringify(process.getActiveResourcesInfo())), 50))`
  expect(await run('--eval', activeAfter('holdfast'))).toEqual(await run('--eval', activeAfter('node:path')))
})
