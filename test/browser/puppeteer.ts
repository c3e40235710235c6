// Chromium by the DevTools protocol and Firefox by WebDriver BiDi.
import {
  launch,
  type Browser as PuppeteerBrowser,
  type KeyInput,
  type LaunchOptions,
  type Page as PuppeteerPage,
} from 'puppeteer-core'
import { type Browser, type BrowserOptions, expression, type Page, result } from './browser.ts'
import { need } from './engines.mjs'

const viewport = { width: 1024, height: 768 }

export async function openPuppeteer(
  engine: 'chromium' | 'firefox',
  { colorScheme = 'light' }: BrowserOptions,
): Promise<Browser> {
  const { browser: executablePath } = need(engine)
  const options = engine === 'chromium' ? chromium(colorScheme) : firefox(colorScheme)
  const browser = await launch({ ...options, executablePath, headless: true, defaultViewport: viewport })
  return {
    newPage: async (url = 'about:blank') => {
      const page = await openPage(browser)
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
  return { browser: 'chrome', args: [...root, ...scheme, ...quiet, '--disable-quic', '--no-first-run'] }
}

function firefox(colorScheme: 'light' | 'dark'): LaunchOptions {
  const override = colorScheme === 'dark' ? 0 : 1
  return {
    browser: 'firefox',
    extraPrefsFirefox: { 'layout.css.prefers-color-scheme.content-override': override },
  }
}

async function openPage(browser: PuppeteerBrowser): Promise<Page> {
  const page = await browser.newPage()
  const lines: string[] = []
  page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => lines.push(`uncaught: ${String(error)}`))
  return {
    evaluate: async (body, ...args) => result((await page.evaluate(expression(body, args))) as string),
    goto: async (url) => {
      await page.goto(url)
    },
    reload: async () => {
      await page.reload()
    },
    back: async () => {
      await page.goBack()
    },
    screenshot: (path) => capture(page, path),
    setViewport: (width, height) => page.setViewport({ width, height }),
    // By its name only Chromium knows this one.
    press: (key) => page.keyboard.press((key === 'Space' ? ' ' : key) as KeyInput),
    console: () => Promise.resolve([...lines]),
    close: () => page.close(),
  }
}

async function capture(page: PuppeteerPage, path: string): Promise<void> {
  // A page in the background is not painted.
  await page.bringToFront()
  await page.screenshot({ path })
}
