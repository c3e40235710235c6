// What every test of the suite begins with: a fresh origin, and a page on it that has loaded the library.
import { beforeAll, describe, expect, test, type TestAPI } from 'vitest'
import { type Browser, openBrowser, type Page } from '../browser.ts'
import { type Engine } from '../engines.mjs'
import { type Build, Site } from '../site.ts'

export interface Stage {
  engine: Engine
  build: Build
  site: Site
  page: Page
  browser: Browser
}

export type Scene = TestAPI<Stage>

type Room = (scene: Scene) => void

/** Runs the scenes in one engine, with the library as a module and as a script; `slow` ones with the module only. */
export function play(engine: Engine, scenes: Room[], slow: Room[]): void {
  let browser: Browser
  let window: Page
  beforeAll(async () => {
    browser = await openBrowser(engine)
    window = await browser.newPage()
    return () => browser.close()
  })

  describe.each<Build>(['esm', 'umd'])(`${engine}, %s`, (build) => {
    const scene = test.extend<Stage>({
      engine,
      build,
      browser: async ({}, use) => use(browser),
      site: async ({}, use) => {
        const site = await Site.start()
        await use(site)
        await site.close()
      },
      page: async ({ site }, use) => {
        await window.goto(`${site.origin}/${build}.html`)
        await use(window)
        await window.show()
        await window.offline(false)
        expect(await window.evaluate('rejections')).toEqual([])
        await window.goto('about:blank')
      },
    })
    for (const room of build === 'esm' ? [...scenes, ...slow] : scenes) room(scene)
  })
}

type Connect = (url: string, protocols?: string | string[]) => WebSocket

/** What a script observes on our socket and on the native one, in the same engine. */
export async function both<T>(page: Page, site: Site, body: (connect: Connect, url: string) => T | Promise<T>) {
  const run = (connect: string) => page.evaluate<T, []>(`(${body})(${connect}, ${JSON.stringify(site.url)})`)
  return { native: await run('native'), ours: await run('single') }
}
