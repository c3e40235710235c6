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
})
