// What a test does with a browser, the same in every engine.
import { type Engine } from './engines.mjs'
import { openPuppeteer } from './puppeteer.ts'
import { openWebKit } from './webkit.ts'

export interface Browser {
  /** A top-level window of its own, at `url`. */
  newPage(url?: string): Promise<Page>
  /** Ends its processes and removes its profile. */
  close(): Promise<void>
}

export interface Page {
  /** Runs an expression or a function in the page and waits for what it returns; arguments and result travel as JSON. */
  evaluate<T, A extends unknown[]>(body: Body<T, A>, ...args: A): Promise<T>
  goto(url: string): Promise<void>
  reload(): Promise<void>
  back(): Promise<void>
  /** The viewport as a PNG file. */
  screenshot(path: string): Promise<void>
  setViewport(width: number, height: number): Promise<void>
  /** One press of a key as a user would: 'Tab', 'Enter', 'Space' or a character. */
  press(key: string): Promise<void>
  /** Puts something else in front of it, as a user does: another tab, or in WebKit nothing, as its window is minimised. */
  hide(): Promise<void>
  /** Brings it to the front, awake. */
  show(): Promise<void>
  /** Hides and freezes it. Only Chromium can: elsewhere the page is told so, and its timers go on. */
  freeze(): Promise<void>
  /** Ends a freeze, by a user who comes back to the page. */
  resume(): Promise<void>
  /**
   * Chromium: open links fall silent and dials fail. Firefox: dials fail and open links go on. WebKit: the page is told so,
   * and everything goes on.
   */
  offline(isOffline: boolean): Promise<void>
  /** Console lines and uncaught errors since the page was opened; in Firefox also failed links. WebKit tells none of the loading itself. */
  console(): Promise<string[]>
  close(): Promise<void>
}

export type Body<T, A extends unknown[]> = string | ((...args: A) => T | Promise<T>)

export interface BrowserOptions {
  /** Takes certificates that nobody vouched for. */
  acceptInsecureCerts?: boolean
  colorScheme?: 'light' | 'dark'
}

export function openBrowser(engine: Engine, options: BrowserOptions = {}): Promise<Browser> {
  return engine === 'webkit' ? openWebKit(options) : openPuppeteer(engine, options)
}

/** In the page: what an engine says to it that does the thing itself. */
export function tell(target: 'window' | 'document', type: string): string {
  return `void ${target}.dispatchEvent(new Event('${type}'))`
}

/** An expression whose value is a promise of JSON: one form that every driver can run. */
export function expression<T, A extends unknown[]>(body: Body<T, A>, args: A): string {
  const value = typeof body === 'string' ? body : `(${body})(${args.map((arg) => JSON.stringify(arg)).join(', ')})`
  return `(async () => JSON.stringify({ value: await (${value}) }))()`
}

/** What `expression` came to. */
export function result<T>(json: string): T {
  return (JSON.parse(json) as { value: T }).value
}
