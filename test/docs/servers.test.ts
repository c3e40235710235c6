// What docs/servers.md says of its programs, and the client that it shows with one of them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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
})

test('docs/servers.md: no file has more than 120 lines', () => {
  const files = readdirSync('demo/servers', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const sources = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => /\.(ts|py|go|java)$/.test(path))
  expect(sources.length).toBeGreaterThan(10)
  const lines = (path: string) => readFileSync(path, 'utf8').split('\n').length - 1
  expect(sources.filter((path) => lines(path) > 120)).toEqual([])
})
