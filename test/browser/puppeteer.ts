// Chromium by the DevTools protocol and Firefox by WebDriver BiDi.
import { setTimeout as wait } from 'node:timers/promises'
import {
  launch,
  type Browser as PuppeteerBrowser,
  type KeyInput,
  type LaunchOptions,
  type Page as PuppeteerPage,
} from 'puppeteer-core'
import { type Browser, type BrowserOptions, expression, type Page, result, tell } from './browser.ts'
import { need } from './engines.mjs'

// On the way from page to page Firefox shows an empty one.
const isSomewhere = "location.href !== 'about:blank'"
const viewport = { width: 1024, height: 768 }

export async function openPuppeteer(
  engine: 'chromium' | 'firefox',
  { colorScheme = 'light', acceptInsecureCerts = false }: BrowserOptions,
): Promise<Browser> {
  const { browser: executablePath } = need(engine)
  const options = engine === 'chromium' ? chromium(colorScheme) : firefox(colorScheme)
  const shared = { executablePath, acceptInsecureCerts, headless: true, defaultViewport: viewport }
  const browser = await launch({ ...options, ...shared })
  return {
    newPage: async (url = 'about:blank') => {
      const page = await openPage(browser, engine)
      await page.goto(url)
      return page
    },
    close: () => browser.close(),
  }
}

function chromium(colorScheme: 'light' | 'dark'): LaunchOptions {
  // Chromium refuses its sandbox to root, and nobody else should go without one.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const scheme = colorScheme === 'dark' ? ['--blink-settings=preferredColorScheme=0'] : []
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync']
  // Puppeteer lets tabs in the background run at full speed, which no user's do.
  const ignoreDefaultArgs = ['--disable-background-timer-throttling', '--disable-renderer-backgrounding']
  const args = [...root, ...scheme, ...quiet, '--disable-quic', '--no-first-run']
  return { browser: 'chrome', args, ignoreDefaultArgs }
}

function firefox(colorScheme: 'light' | 'dark'): LaunchOptions {
  const override = colorScheme === 'dark' ? 0 : 1
  return {
    browser: 'firefox',
    extraPrefsFirefox: { 'layout.css.prefers-color-scheme.content-override': override },
  }
}

async function openPage(browser: PuppeteerBrowser, engine: 'chromium' | 'firefox'): Promise<Page> {
  const page = await browser.newPage()
  const lines: string[] = []
  page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => lines.push(`uncaught: ${String(error)}`))
  return {
    evaluate: async (body, ...args) => result((await page.evaluate(expression(body, args))) as string),
    goto: (url) => {
      const there = JSON.stringify(new URL(url).href)
      return travel(page, `location.href = ${there}`, `location.href === ${there}`)
    },
    reload: () => travel(page, 'location.reload()', isSomewhere),
    back: () => travel(page, 'history.back()', isSomewhere),
    screenshot: (path) => capture(page, path),
    setViewport: (width, height) => page.setViewport({ width, height }),
    // By its name only Chromium knows this one.
    press: (key) => page.keyboard.press((key === 'Space' ? ' ' : key) as KeyInput),
    ...life(browser, page, engine),
    console: () => Promise.resolve([...lines]),
    close: () => page.close(),
  }
}

/** By a script of its own, as Puppeteer waits for a load, which a page out of Firefox's back/forward cache has not. */
async function travel(page: PuppeteerPage, script: string, place: string): Promise<void> {
  const left = await page.evaluate('performance.timeOrigin')
  const isThere = `${place} && performance.timeOrigin !== ${String(left)} && document.readyState === 'complete'`
  // In the middle of it there is no page that could answer.
  await page.evaluate(script).catch(() => undefined)
  while (!(await page.evaluate(isThere).catch(() => false))) await wait(10)
}

type Life = Pick<Page, 'hide' | 'show' | 'freeze' | 'resume' | 'offline'>

function life(browser: PuppeteerBrowser, page: PuppeteerPage, engine: 'chromium' | 'firefox'): Life {
  const isChromium = engine === 'chromium'
  let other: PuppeteerPage | undefined
  const hide = async () => {
    other ??= await browser.newPage()
    await other.bringToFront()
  }
  const show = () => page.bringToFront()
  return {
    hide,
    show,
    freeze: async () => {
      await hide()
      if (!isChromium) return page.evaluate(tell('document', 'freeze')) as Promise<void>
      const session = await page.createCDPSession()
      await session.send('Page.setWebLifecycleState', { state: 'frozen' })
      await session.detach()
    },
    resume: async () => {
      if (!isChromium) await page.evaluate(tell('document', 'resume'))
      await show()
    },
    offline: (isOffline) => page.setOfflineMode(isOffline),
  }
}

async function capture(page: PuppeteerPage, path: string): Promise<void> {
  // A page in the background is not painted.
  await page.bringToFront()
  await page.screenshot({ path })
}
