// What a page needs of npm, in one script.
import { build } from 'esbuild'
import { type Page } from './browser.ts'

/** Runs a module in the page, with whatever it imports. */
export async function load(page: Page, contents: string): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    ...{ bundle: true, write: false, platform: 'browser', format: 'iife' },
  })
  await page.evaluate((script) => {
    document.head.append(Object.assign(document.createElement('script'), { textContent: script }))
  }, outputFiles[0]!.text)
}
