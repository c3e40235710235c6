// The README's channels, as they stand there, on a real page with a real server behind it.
import { expect, onTestFinished } from 'vitest'
import { readBlock } from '../../docs/markdown.ts'
import { compileModule } from '../../docs/program.ts'
import { serveRealtime, split, story } from '../../docs/realtime.ts'
import { answer } from '../site.ts'
import { type Scene } from './stage.ts'

export function readme(scene: Scene): void {
  scene('the channels of the README do what they say', async ({ page }) => {
    const example = compileModule(readBlock('README.md', 'Channels', 'ts'))
    const server = await serveRealtime((request, response) => {
      if (request.url !== '/readme.mjs') return void answer(request, response)
      response.writeHead(200, { 'Content-Type': 'application/javascript' }).end(example)
    })
    onTestFinished(() => server.close())
    await page.goto(`${server.origin}/readme.html`)
    await page.evaluate('globalThis.lines = [], console.log = (...words) => lines.push(words)')
    await page.evaluate("import('/readme.mjs').then(() => until(() => lines.some(([symbol]) => symbol === 'XYZ')))")
    const lines = await page.evaluate<unknown[][], []>('lines')
    expect(split(lines)).toEqual({ lines: story.lines, prices: story.prices })
    await expect.poll(() => server.heard, { timeout: 3_000 }).toEqual(story.heard)
  })
}
