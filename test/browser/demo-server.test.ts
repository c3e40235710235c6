// The demo's server is asked over HTTP for what it should not do, and goes on for everyone else.
import { once } from 'node:events'
import { beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { enter, hearsSample, liveUrl, order, rudely, stillStreams } from './demo/guest.ts'
import { DemoServer } from './demo/server.ts'

let server: DemoServer
beforeAll(async () => {
  server = await DemoServer.start({ isQuiet: true })
  return () => server.stop()
})

describe('the control API says what is wrong with', () => {
  const tab = 'some'
  test.each([
    ['no body', ''],
    ['no JSON', '{"tab":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"kill"'],
    ['no tab', '{}'],
    ['an empty tab', '{"tab":""}'],
    ['a tab that is a number', '{"tab":1}'],
    ['a tab without end', JSON.stringify({ tab: 'x'.repeat(65) })],
    ['a negative time', JSON.stringify({ tab, seconds: -1 })],
    ['a time of years', JSON.stringify({ tab, seconds: 1e9 })],
    ['a time in words', JSON.stringify({ tab, seconds: 'ten' })],
    ['no time', JSON.stringify({ tab, seconds: null })],
    ['a delay that is a list', JSON.stringify({ tab, delay: [400] })],
    ['a code that must not be sent', JSON.stringify({ tab, code: 1006 })],
    ['a code out of range', JSON.stringify({ tab, code: 65_536 })],
    ['half a code', JSON.stringify({ tab, code: 4000.5 })],
    ['a body longer than any order', JSON.stringify({ tab, rest: 'x'.repeat(100_000) })],
  ])('%s', async (_, body) => {
    const response = await order(server, 'close', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: expect.stringMatching(/\.$/) as string })
    await stillStreams(server)
  })

  test.each(['nonsense', 'KILL', '__proto__', 'constructor', '', 'kill/', '%2e%2e/kill', 'kill?everyone=true'])(
    'the fault "%s"',
    async (name) => {
      expect((await order(server, name)).status).toBe(404)
    },
  )

  test('another method than POST', async () => {
    expect((await fetch(`${server.url}control/kill`)).status).toBe(405)
  })

  test.each(['http://example.com', 'null', 'nonsense'])('a page from %s', async (origin) => {
    const guest = await enter(server)
    const response = await order(server, 'kill', JSON.stringify({ tab: 'guest', everyone: true }), { origin })
    expect(response.status).toBe(403)
    await hearsSample(guest)
  })
})

test('an order whose sender goes away in the middle ends nobody', async () => {
  await rudely(server, 'POST /control/kill HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{"tab":')
  await stillStreams(server)
})

test.each([
  '/../package.json',
  '/style/../../server.mjs',
  '/style/%2e%2e/main.ts',
  '/react/assets/../../server.mjs',
  '//',
  '/%',
])('the path %s holds nothing', async (path) => {
  const answer = (await rudely(server, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toString()
  expect(answer).toMatch(/^HTTP\/1\.1 404 /)
  await stillStreams(server)
})

test('a page is found without the slash at its end', async () => {
  const response = await fetch(`${server.url}plain`)
  expect(response.url).toBe(`${server.url}plain/`)
  expect(await response.text()).toContain('<title>Holdfast demo</title>')
})

test('who stops it tells all pages to come back, within a time that they can share', async () => {
  const own = await DemoServer.start()
  const socket = new WebSocket(liveUrl(own))
  await once(socket, 'open')
  const closed = once(socket, 'close') as Promise<[number, Buffer]>
  await own.stop()
  const [code, reason] = await closed
  expect(code).toBe(4900)
  expect(JSON.parse(String(reason))).toEqual({ retryAfter: 0, spread: 2_000 })
})
