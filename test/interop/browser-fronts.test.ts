// The drop-in in the three browser engines, behind proxies: idle limits, restarts, no server behind them, TLS and HTTP/2.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, type Browser, type Page } from '../browser/browser.ts'
import { engines, type Engine } from '../browser/engines.mjs'
import { Site } from '../browser/site.ts'
import { fronts, isInstalled, startFront, type Front, type RunningFront } from './fronts.ts'
import { begin, end, say, secure } from './page.ts'
import { servers } from './servers.ts'
import { describeMissing, Stage } from './stage.ts'

const [ws] = servers
const heartbeat = { message: 'ping', pong: 'ping', interval: 300, timeout: 500 }

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
  for (const front of fronts) {
    if (!isInstalled(front)) describeMissing(front.name)
    else
      describe(front.name, () => {
        behind(front, () => page)
        byTLS(front, engine, () => browser)
      })
  }
})

function behind(front: Front, page: () => Page): void {
  const backend = new Stage(ws!)
  let proxy: RunningFront
  beforeAll(async () => {
    await backend.start()
    proxy = await startFront(front, backend.running.port)
  })
  afterAll(async () => {
    await proxy.running.stop('SIGKILL')
    await backend.kill()
  })

  test('a quiet link stays with a heartbeat; without one its end is noticed and mended', async () => {
    await page().evaluate(begin, 'beating', proxy.url, { heartbeat })
    await page().evaluate(begin, 'quiet', proxy.url)
    await page().evaluate(`until(() => quiet.log.includes('lost'))`)
    // At once: the next link is as quiet, and what is said at its very end is lost with it.
    await page().evaluate(say, 'quiet', 'still here')
    await page().evaluate(`pause(1_000)`)
    await page().evaluate(say, 'beating', 'still here')
    expect((await page().evaluate(end, 'quiet')).slice(0, 4)).toEqual(['open', 'hello', 'lost', 'open'])
    expect(await page().evaluate(end, 'beating')).toEqual(['open', 'hello', 'still here'])
  })

  test('it is restarted, and gets what waited', async () => {
    await page().evaluate(begin, 'link', proxy.url, { heartbeat })
    await proxy.running.stop('SIGTERM')
    await afterRefusal(() => proxy.restart())
  })

  test(`it answers ${front.unavailable} while its server is down, and is dialled until it is up`, async () => {
    await page().evaluate(begin, 'link', proxy.url, { heartbeat })
    await backend.kill()
    expect((await fetch(proxy.url.replace('ws:', 'http:'))).status).toBe(front.unavailable)
    await afterRefusal(() => backend.start())
  })

  /** What is said while nobody answers arrives once somebody does. */
  async function afterRefusal(mend: () => Promise<void>): Promise<void> {
    await page().evaluate(`until(() => link.log.includes('refused'))`)
    await page().evaluate(`link.socket.send('meanwhile')`)
    await mend()
    await page().evaluate(`until(() => link.log.includes('meanwhile'))`)
    expect(await page().evaluate(end, 'link')).toEqual(['open', 'hello', 'lost', 'refused', 'open', 'meanwhile'])
  }
}

function byTLS(front: Front, engine: Engine, browser: () => Browser): void {
  test('by TLS, from a page by TLS: an echo, a subprotocol and a close', async () => {
    const proxy = await startFront(front, Number(new URL(site.origin).port))
    const page = await browser().newPage(`https://${proxy.origin}/esm.html`)
    expect(await page.evaluate(secure, `wss://${proxy.origin}/echo`)).toEqual(['b.v1', 'hello', '4001 bye'])
    await page.close()
    if (front.name === 'haproxy') await expectHttp2(engine, proxy)
    await proxy.running.stop('SIGKILL')
  })
}

/** WebSocket over HTTP/2 (RFC 8441), on the connection of the page: Chromium and Firefox speak it, WebKitGTK does not. */
async function expectHttp2(engine: Engine, { running }: RunningFront): Promise<void> {
  const find = (path: string) =>
    new RegExp(`^(.*) ${path} (\\d+) from (\\d+) to (.*)$`, 'm').exec(running.output)?.slice(1)
  // It tells of a link once that is over.
  await expect.poll(() => find('/echo'), { timeout: 5_000 }).toBeDefined()
  const [pageVersion, , pageConnection] = find('/esm.html')!
  expect(pageVersion).toBe('HTTP/2.0')
  const [version, status, connection, upgrade] = find('/echo')!
  expect([status, upgrade]).toEqual(['101', 'websocket'])
  expect(version).toBe(engine === 'webkit' ? 'HTTP/1.1' : 'HTTP/2.0')
  expect(connection === pageConnection).toBe(engine !== 'webkit')
}
