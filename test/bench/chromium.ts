// One Chromium, and pages that run the code of `page/` in it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { need } from '../browser/engines.mjs'
import { Cdp } from './cdp.ts'
import type { Bench } from './page/expose.ts'

// Pages that are measured at the same time must not count as hidden.
const visible = [
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
]
const quiet = [
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'],
  ...['--no-first-run', '--no-default-browser-check', '--disable-extensions'],
]

export class Browser {
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #cdp: Cdp
  version = ''

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child
    this.#folder = folder
    this.#cdp = new Cdp(child)
  }

  static async start(): Promise<Browser> {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'))
    // Chromium refuses its sandbox to root, and nobody else should go without one.
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const args = ['--headless', '--remote-debugging-pipe', `--user-data-dir=${folder}`, ...root, ...visible, ...quiet]
    const child = spawn(need('chromium').browser, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
    const browser = new Browser(child, folder)
    const { product } = await browser.#cdp.send('Browser.getVersion')
    browser.version = String(product)
    return browser
  }

  /** A page of its own process and window, with `url` loaded. */
  async open(url: string): Promise<Page> {
    const { targetId } = await this.#cdp.send('Target.createTarget', { url: 'about:blank', newWindow: true })
    const { sessionId } = await this.#cdp.send('Target.attachToTarget', { targetId, flatten: true })
    const page = new Page(this.#cdp, String(targetId), String(sessionId))
    await page.send('Page.enable')
    await page.goto(url)
    return page
  }

  async close(): Promise<void> {
    const isRunning = this.#child.exitCode === null && this.#child.signalCode === null
    if (isRunning) {
      const exit = once(this.#child, 'exit')
      const killer = setTimeout(() => this.#child.kill('SIGKILL'), 3_000)
      this.#cdp.send('Browser.close').catch(() => undefined)
      await exit
      clearTimeout(killer)
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

export interface Metrics {
  /** Time (ms) that the main thread was at work, and at work in scripts. */
  task: number
  script: number
  /** Bytes. */
  heap: number
}

export class Page {
  readonly #cdp: Cdp
  readonly #targetId: string
  readonly #sessionId: string
  /** Where its functions are. */
  readonly #scope: string

  constructor(cdp: Cdp, targetId: string, sessionId: string, scope = '') {
    this.#cdp = cdp
    this.#targetId = targetId
    this.#sessionId = sessionId
    this.#scope = scope
  }

  /** The functions of a frame of this page; all else is the page's. */
  frame(index: number): Page {
    return new Page(this.#cdp, this.#targetId, this.#sessionId, `frames[${index}].`)
  }

  send(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    return this.#cdp.send(method, params, this.#sessionId)
  }

  async goto(url: string): Promise<void> {
    const loaded = this.#cdp.event('Page.loadEventFired', this.#sessionId)
    await this.send('Page.navigate', { url })
    await loaded
  }

  async back(): Promise<void> {
    const shown = this.#cdp.event('Page.frameNavigated', this.#sessionId)
    await this.send('Runtime.evaluate', { expression: 'history.back()' })
    await shown
  }

  /** What the page's own network looks like. */
  async offline(offline: boolean): Promise<void> {
    await this.send('Network.enable')
    const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
    await this.send('Network.emulateNetworkConditions', conditions)
  }

  /** Calls a function of `page/expose.ts`. */
  call<K extends keyof Bench>(name: K, ...args: Parameters<Bench[K]>): Promise<Awaited<ReturnType<Bench[K]>>> {
    return this.evaluate(`${this.#scope}bench.${name}(...${JSON.stringify(args)})`)
  }

  /** What the expression comes to; what it throws is thrown here. */
  async evaluate<T>(expression: string): Promise<T> {
    const reply = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    const { result, exceptionDetails } = reply as {
      result: { value: T }
      exceptionDetails?: { text: string; exception?: { description?: string } }
    }
    if (!exceptionDetails) return result.value
    throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`)
  }

  async metrics(): Promise<Metrics> {
    // The thread's own time: what other programs do meanwhile is not counted.
    await this.send('Performance.enable', { timeDomain: 'threadTicks' })
    const { metrics } = (await this.send('Performance.getMetrics')) as { metrics: { name: string; value: number }[] }
    const read = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? NaN
    return { task: read('TaskDuration') * 1e3, script: read('ScriptDuration') * 1e3, heap: read('JSHeapUsedSize') }
  }

  /** The bytes that are left after the garbage was collected. */
  async heap(): Promise<number> {
    await this.send('HeapProfiler.collectGarbage')
    await this.send('HeapProfiler.collectGarbage')
    return (await this.metrics()).heap
  }

  async close(): Promise<void> {
    await this.#cdp.send('Target.closeTarget', { targetId: this.#targetId })
  }
}
