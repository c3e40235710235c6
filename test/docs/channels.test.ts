// The README's channels, as they stand there, on a page of jsdom with a real server behind it.
import { JSDOM } from 'jsdom'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as holdfast from '../../src/index.ts'
import { readBlock } from './markdown.ts'
import { run } from './program.ts'
import { serveRealtime, split, story, type Realtime } from './realtime.ts'

const example = readBlock('README.md', 'Channels', 'ts')

let server: Realtime
let lines: unknown[][]
let page: JSDOM
let close: () => void

async function open(options?: { limit: number }): Promise<void> {
  server = await serveRealtime((_, response) => response.writeHead(404).end(), options)
  page = new JSDOM('', { url: `${server.origin}/some/page.html` })
  vi.stubGlobal('location', page.window.location)
  vi.stubGlobal('WebSocket', page.window.WebSocket)
}

function runExample(): Promise<unknown> {
  const createClient = (...[url, options]: Parameters<typeof holdfast.createClient>) => {
    const client = holdfast.createClient(url, options)
    close = () => client.close()
    return client
  }
  const console = { log: (...words: unknown[]) => lines.push(words) }
  const fetchHere = (path: string) => fetch(new URL(path, page.window.location.href))
  return run(example, { holdfast: { ...holdfast, createClient } }, { console, fetch: fetchHere })
}

beforeEach(() => {
  lines = []
})

afterEach(async () => {
  close()
  await server.close()
  page.window.close()
  vi.unstubAllGlobals()
})

test('joins, says, is answered, hears the prices, survives a break, and ends with the word "bye"', async () => {
  await open()
  await runExample()
  await expect.poll(() => split(lines)).toEqual({ lines: story.lines, prices: story.prices })
  await expect.poll(() => server.heard, { timeout: 3_000 }).toEqual(story.heard)
})

test('knows the error of a room that is full', async () => {
  await open({ limit: 10 })
  await runExample()
  expect(lines).toContainEqual(['only', 10, 'messages a minute'])
})
