// The drop-in in the three browser engines: on servers that others wrote, and through proxies with TLS and HTTP/2.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, type Browser, type Page } from '../browser/browser.ts'
import { engines, type Engine } from '../browser/engines.mjs'
import { Site } from '../browser/site.ts'
import { plain } from './dialects.ts'
import { fronts, isInstalled, startFront, type Front } from './fronts.ts'
import { servers, type Server } from './servers.ts'
import { describeMissing, describeServer, Stage } from './stage.ts'

// Those of a protocol of their own say nothing about browsers that the others do not.
const plainServers = servers.filter(({ dialect }) => dialect === plain)

let site: Site
beforeAll(async () => {
  site = await Site.start()
  return () => site.close()
})

describe.each(engines)('%s', (engine) => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await openBrowser(engine, { acceptInsecureCerts: true })
    page = await browser.newPage(`${site.origin}/esm.html`)
    return () => browser.close()
  })
  for (const server of plainServers) describeServer(server, () => on(server, () => page))
  for (const front of fronts) {
    if (isInstalled(front)) describe(front.name, () => through(front, engine, () => browser))
    else describeMissing(front.name)
  }
})

function on(server: Server, page: () => Page): void {
  const { expected } = server
  const stage = new Stage(server)
  beforeAll(() => stage.start())
  afterAll(() => stage.kill())

  test('sends back text, bytes and 1 MiB, and picks a subprotocol', async () => {
    expect(await page().evaluate(echo, stage.url)).toEqual({
      protocol: 'b.v1',
      compressed: expected.compression,
      text: 'grüße \u{1F600}',
      bytes: [0, 127, 255],
      isWhole: true,
    })
  })

  test('closes as it always does, and as the native socket is told', async () => {
    const { native, ours } = await page().evaluate(closes, stage.url)
    expect(ours).toEqual(native)
    expect(ours).toEqual([expected.answeredClose, expected.ownClose])
  })

  test('is killed and started anew, and gets what waited', async () => {
    await page().evaluate(begin, stage.url)
    await stage.kill()
    await page().evaluate(`until(() => log.includes('close 1006'))`)
    await page().evaluate(`socket.send('meanwhile')`)
    await stage.start()
    await page().evaluate(`until(() => log.includes('meanwhile'))`)
    expect(await page().evaluate(`socket.close(), log.filter((line) => !line.startsWith('close'))`)).toEqual([
      ...['open', 'before', 'open', 'meanwhile'],
    ])
  })
}

function through(front: Front, engine: Engine, browser: () => Browser): void {
  test('by TLS, from a page by TLS: an echo, a subprotocol and a close', async () => {
    const proxy = await startFront(front, Number(new URL(site.origin).port))
    const page = await browser().newPage(`https://${proxy.origin}/esm.html`)
    expect(await page.evaluate(secure, `wss://${proxy.origin}/echo`)).toEqual(['b.v1', 'hello', '4001 bye'])
    await page.close()
    if (front.name === 'haproxy') {
      // It tells of a link once that is over.
      await expect.poll(() => proxy.running.output, { timeout: 5_000 }).toMatch(/^.* \/echo .*$/m)
      // WebSocket over HTTP/2 (RFC 8441): Chromium and Firefox speak it, WebKitGTK does not.
      const [link] = /^.* \/echo .*$/m.exec(proxy.running.output) ?? []
      expect(link).toMatch(engine === 'webkit' ? /^HTTP\/1\.1 GET/ : /^HTTP\/2\.0 /)
    }
    await proxy.running.stop('SIGKILL')
  })
}

async function echo(url: string) {
  const socket = new Holdfast.ReconnectingWebSocket(url, ['a.v9', 'b.v1'], quick)
  socket.binaryType = 'arraybuffer'
  await next(socket, 'open')
  const answer = async (message: string | Uint8Array<ArrayBuffer>): Promise<unknown> => {
    socket.send(message)
    return (await next(socket, 'message')).data
  }
  const text = await answer('grüße \u{1F600}')
  const bytes = [...new Uint8Array((await answer(new Uint8Array([0, 127, 255]))) as ArrayBuffer)]
  const long = 'holdfast'.repeat(2 ** 17)
  const isWhole = (await answer(long)) === long
  const { protocol, extensions } = socket
  socket.close()
  return { protocol, compressed: extensions.startsWith('permessage-deflate'), text, bytes, isWhole }
}

/** What an end is told as: of the native socket and of ours, closed by the page and by the server. */
async function closes(url: string) {
  const run = async (Socket: new (url: string) => WebSocket) => {
    const ends: string[] = []
    for (const end of [
      (socket: WebSocket) => socket.close(4001, 'bye'),
      (socket: WebSocket) => socket.send('close 4001 bye'),
    ]) {
      const socket = new Socket(url)
      await next(socket, 'open')
      end(socket)
      const { code, reason } = await next(socket, 'close')
      ends.push(`${code} ${reason}`.trim())
      socket.close()
    }
    return ends
  }
  return { native: await run(WebSocket), ours: await run(Holdfast.ReconnectingWebSocket) }
}

/** Leaves `socket` and `log` in the page. */
async function begin(url: string) {
  const socket = new Holdfast.ReconnectingWebSocket(url, [], quick)
  const log: string[] = []
  socket.onopen = () => log.push('open')
  socket.onmessage = ({ data }) => log.push(String(data))
  socket.onclose = ({ code }) => log.push(`close ${code}`)
  Object.assign(globalThis, { socket, log })
  socket.send('before')
  await until(() => log.includes('before'))
}

async function secure(url: string) {
  const socket = new Holdfast.ReconnectingWebSocket(url, ['a.v9', 'b.v1'], quick)
  socket.send('hello')
  const { data } = (await next(socket, 'message')) as MessageEvent<string>
  const { protocol } = socket
  socket.send('!close 4001 bye')
  const { code, reason } = await next(socket, 'close')
  socket.close()
  return [protocol, data, `${code} ${reason}`]
}
