// WebKitGTK by the WebDriver protocol, on a screen of its own.
import { type ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { type Body, type Browser, type BrowserOptions, expression, type Page, result, tell } from './browser.ts'
import { end, start, temporaryFolder } from './child.ts'
import { need } from './engines.mjs'
import { freePort } from './port.ts'

const keys: Record<string, string> = { Tab: '\uE004', Enter: '\uE007', Space: ' ', ArrowRight: '\uE014' }

export async function openWebKit({
  colorScheme = 'light',
  acceptInsecureCerts = false,
}: BrowserOptions): Promise<Browser> {
  const { driver, browser, display: server } = need('webkit')
  const home = temporaryFolder('holdfast-webkit-')
  const screen = start(server, ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'])
  const environment = {
    DISPLAY: await displayOf(screen),
    HOME: home,
    XDG_RUNTIME_DIR: home,
    GTK_THEME: colorScheme === 'dark' ? 'Adwaita:dark' : 'Adwaita',
    // Without a language navigator.language is "C", and Intl throws.
    LANG: 'C',
    LC_ALL: 'C',
  }
  const pages = new Set<Page>()
  return {
    newPage: async (url = 'about:blank') => {
      const page = await WebKitPage.open(driver, browser, environment, acceptInsecureCerts)
      pages.add(page)
      await page.goto(url)
      return page
    },
    close: async () => {
      await Promise.all([...pages].map((page) => page.close()))
      await end(screen)
    },
  }
}

async function displayOf(screen: ChildProcess): Promise<string> {
  // To the end: Xvfb writes twice, and dies of a pipe that was closed after the first.
  const number = (await text(screen.stdio[3] as Readable)).trim()
  if (!number) throw new Error('Xvfb did not start')
  return `:${number}`
}

// A driver has one session, and a session that waits for a script answers nothing else: one of each for every page.
class WebKitPage implements Page {
  private readonly lines: string[] = []

  private constructor(
    private readonly driver: ChildProcess,
    private readonly session: string,
  ) {}

  static async open(
    driver: string,
    binary: string,
    environment: Record<string, string>,
    acceptInsecureCerts: boolean,
  ): Promise<WebKitPage> {
    const port = await freePort()
    const child = start(driver, [`--port=${port}`, '--host=127.0.0.1'], environment)
    return new WebKitPage(child, await newSession(`http://127.0.0.1:${port}`, binary, acceptInsecureCerts))
  }

  async evaluate<T, A extends unknown[]>(body: Body<T, A>, ...args: A): Promise<T> {
    const script = `const done = arguments[0];
      ${expression(body, args)}.then((json) => done({ json }), (error) => done({ error: String(error) }))`
    const answer = await this.command('POST', '/execute/async', { script, args: [] })
    const { json, error } = answer as { json?: string; error?: string }
    if (json === undefined) throw new Error(error)
    return result(json)
  }

  goto(url: string): Promise<void> {
    return this.load('/url', { url })
  }

  reload(): Promise<void> {
    return this.load('/refresh', {})
  }

  back(): Promise<void> {
    return this.load('/back', {})
  }

  async screenshot(path: string): Promise<void> {
    await writeFile(path, (await this.command('GET', '/screenshot')) as string, 'base64')
  }

  async setViewport(width: number, height: number): Promise<void> {
    await this.command('POST', '/window/rect', { width, height })
  }

  async press(key: string): Promise<void> {
    const value = keys[key] ?? key
    const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value }))
    await this.command('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] })
  }

  async hide(): Promise<void> {
    await this.command('POST', '/window/minimize', {})
  }

  async show(): Promise<void> {
    await this.command('POST', '/window/rect', { x: 0, y: 0 })
  }

  async freeze(): Promise<void> {
    await this.hide()
    await this.evaluate(tell('document', 'freeze'))
  }

  async resume(): Promise<void> {
    await this.evaluate(tell('document', 'resume'))
    await this.show()
  }

  offline(isOffline: boolean): Promise<void> {
    return this.evaluate(tell('window', isOffline ? 'offline' : 'online'))
  }

  async console(): Promise<string[]> {
    this.lines.push(...(await this.evaluate(readConsole)))
    return [...this.lines]
  }

  async close(): Promise<void> {
    await this.command('DELETE', '').catch(() => undefined)
    await end(this.driver)
  }

  private async load(path: string, body: object): Promise<void> {
    await this.console()
    await this.command('POST', path, body)
    await this.console()
  }

  private command(method: string, path: string, body?: unknown): Promise<unknown> {
    return send(method, `${this.session}${path}`, body)
  }
}

async function newSession(driver: string, binary: string, acceptInsecureCerts: boolean): Promise<string> {
  await answering(driver)
  // Full screen has no toolbar: the window is the viewport and can be as narrow as a phone.
  const options = { binary, args: ['--automation', '--full-screen'] }
  const { sessionId } = (await send('POST', `${driver}/session`, {
    capabilities: {
      alwaysMatch: { browserName: 'MiniBrowser', acceptInsecureCerts, 'webkitgtk:browserOptions': options },
    },
  })) as { sessionId: string }
  return `${driver}/session/${sessionId}`
}

async function answering(driver: string): Promise<void> {
  const until = performance.now() + 10_000
  while (!(await fetch(`${driver}/status`).catch(() => undefined))) {
    if (performance.now() > until) throw new Error(`WebKitWebDriver does not answer at ${driver}`)
    await wait(20)
  }
}

async function send(method: string, url: string, body?: unknown): Promise<unknown> {
  // A driver whose browser did not start, or died, does not answer at all.
  const signal = AbortSignal.timeout(60_000)
  const response = await fetch(url, { method, signal, body: body === undefined ? null : JSON.stringify(body) })
  const { value } = (await response.json()) as { value: unknown }
  if (!response.ok) throw new Error(`${method} ${url}: ${JSON.stringify(value)}`)
  return value
}

/** In the page: hands over the console lines since the last call. The first call begins to keep them. */
function readConsole(): string[] {
  const page = window as typeof window & { consoleLines?: string[] }
  if (!page.consoleLines) {
    const lines: string[] = (page.consoleLines = [])
    for (const type of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      const native = console[type]
      console[type] = (...args: unknown[]) => {
        lines.push(`${type}: ${args.map(String).join(' ')}`)
        native.apply(console, args)
      }
    }
    window.addEventListener('error', (event) => lines.push(`uncaught: ${event.message}`))
    window.addEventListener('unhandledrejection', (event) => lines.push(`uncaught: ${String(event.reason)}`))
  }
  return page.consoleLines.splice(0)
}
