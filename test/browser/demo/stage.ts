// What every test of the demo begins with: the page, freshly loaded, and streaming.
import { beforeAll, describe, expect, test, type TestAPI } from 'vitest'
import { type Browser, openBrowser } from '../browser.ts'
import { type Engine } from '../engines.mjs'
import { DemoServer } from './server.ts'
import { Visitor } from './visitor.ts'

export interface Stage {
  engine: Engine
  browser: Browser
  /** The page's. */
  url: string
  /** The one of the index. */
  index: string
  visitor: Visitor
  /** One in a tab of their own, which is closed after the scene. */
  other: Visitor
}

export type Scene = TestAPI<Stage>

/** Runs the scenes in one engine, on one of the demo's pages. */
export function play(engine: Engine, scenes: ((scene: Scene) => void)[], page = 'plain'): void {
  let server: DemoServer
  let browser: Browser
  let visitor: Visitor
  beforeAll(async () => {
    server = await DemoServer.start()
    return () => server.stop()
  })
  beforeAll(async () => {
    browser = await openBrowser(engine)
    visitor = new Visitor(await browser.newPage())
    return () => browser.close()
  })

  describe(`the ${page} demo in ${engine}`, () => {
    const scene = test.extend<Stage>({
      engine,
      browser: async ({}, use) => use(browser),
      url: async ({}, use) => use(`${server.url}${page}/`),
      index: async ({}, use) => use(server.url),
      visitor: async ({ url }, use) => {
        await visitor.open(url)
        await use(visitor)
        expect(await visitor.uncaught()).toEqual([])
        expect(server.isRunning).toBe(true)
      },
      other: async ({ browser, url }, use) => {
        const other = new Visitor(await browser.newPage())
        await other.open(url)
        // A tab in the background draws nothing.
        await visitor.page.show()
        await use(other)
        expect(await other.uncaught()).toEqual([])
        await other.page.close()
      },
    })
    for (const room of scenes) room(scene)
  })
}
