// The drop-in in the three browser engines, on servers that others wrote.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, type Browser, type Page } from '../browser/browser.ts'
import { engines } from '../browser/engines.mjs'
import { Site } from '../browser/site.ts'
import { plain } from './dialects.ts'
import { begin, closes, echo, end, say } from './page.ts'
import { servers, type Server } from './servers.ts'
import { describeServer, Stage } from './stage.ts'

// Those of a protocol of their own say nothing about browsers that the others do not.
const plainServers = servers.filter(({ dialect }) => dialect === plain)

const heartbeat = { message: 'ping', pong: 'ping', interval: 300, timeout: 300 }
const kinds = ['ArrayBuffer', 'Uint8Array', 'DataView', 'Blob', 'as a Blob']

let site: Site
beforeAll(async () => {
  site = await Site.start()
  return () => site.close()
})

describe.each(engines)('%s', (engine) => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await openBrowser(engine)
    page = await browser.newPage(`${site.origin}/esm.html`)
    return () => browser.close()
  })
  for (const server of plainServers) describeServer(server, () => on(server, () => page))
})

function on(server: Server, page: () => Page): void {
  const { expected } = server
  const stage = new Stage(server)
  beforeAll(() => stage.start())
  afterAll(() => stage.kill())

  test('sends back text, every kind of binary message and 1 MiB, and picks a subprotocol', async () => {
    expect(await page().evaluate(echo, stage.url)).toEqual({
      protocol: 'b.v1',
      compressed: expected.compression,
      text: 'grüße \u{1F600}',
      binary: Object.fromEntries(kinds.map((kind) => [kind, [0, 127, 255]])),
      isWhole: true,
    })
  })

  test('closes as it always does, and as the native socket is told', async () => {
    const { native, ours } = await page().evaluate(closes, stage.url)
    expect(ours).toEqual(native)
    expect(ours).toEqual([expected.answeredClose, expected.ownClose])
  })

  test('keeps quiet links, finds a frozen server mute by the heartbeat, and is back once it speaks again', async () => {
    await page().evaluate(begin, 'quiet', stage.url)
    await page().evaluate(begin, 'beating', stage.url, { heartbeat, connectTimeout: 500 })
    await page().evaluate(`pause(1_000)`)
    stage.running.process.kill('SIGSTOP')
    try {
      await page().evaluate(`until(() => beating.log.includes('dead'))`)
    } finally {
      stage.running.process.kill('SIGCONT')
    }
    for (const name of ['quiet', 'beating']) await page().evaluate(say, name, 'still here')
    expect(await page().evaluate(end, 'quiet')).toEqual(['open', 'hello', 'still here'])
    const [open, hello, cause, ...later] = await page().evaluate(end, 'beating')
    expect([open, hello, cause]).toEqual(['open', 'hello', 'dead'])
    expect(later.slice(-2)).toEqual(['open', 'still here'])
  })

  test('is killed and started anew, and gets what waited', async () => {
    await page().evaluate(begin, 'link', stage.url)
    await stage.kill()
    await page().evaluate(`until(() => link.log.includes('refused'))`)
    await page().evaluate(`link.socket.send('meanwhile')`)
    await stage.start()
    await page().evaluate(`until(() => link.log.includes('meanwhile'))`)
    expect(await page().evaluate(end, 'link')).toEqual(['open', 'hello', 'lost', 'refused', 'open', 'meanwhile'])
  })
}
