// A page that sleeps: frozen, or kept in the back/forward cache while the user is elsewhere. Only Chromium freezes pages;
// Firefox and WebKit are sent the events in a hidden page, whose timers go on.
import { describe, expect } from 'vitest'
import { type Page } from '../browser.ts'
import { type Engine } from '../engines.mjs'
import { type Site } from '../site.ts'
import { type Scene } from './stage.ts'

const asleep = ['open', 'suspended', 4954]
const awake = ['connecting', 'open']

export function lifecycle(scene: Scene): void {
  describe('a frozen page', () => {
    scene('lets go of its link, keeps what is sent, and dials once when it resumes', async ({ page, site }) => {
      await open(page, site)
      await page.evaluate(() => document.addEventListener('freeze', () => kept.link!.socket.send('at the freeze')))
      await page.freeze()
      expect(await story(page)).toEqual(asleep)
      await expect.poll(() => site.links).toBe(0)
      await page.evaluate(() => kept.link!.socket.send('while frozen'))
      expect(site.dials).toBe(1)
      await page.resume()
      await expect.poll(() => site.received).toEqual(['at the freeze', 'while frozen'])
      await page.evaluate(() => pause(300))
      expect(await story(page)).toEqual([...asleep, ...awake])
      expect([site.dials, site.links, site.received.length]).toEqual([2, 1, 2])
    })

    scene('gives up a dial, and dials once when it resumes', async ({ engine, page, site }) => {
      site.silences = 1
      await page.evaluate((url) => void keep('link', new Holdfast.ReconnectingWebSocket(url)), site.url)
      await expect.poll(() => site.unanswered.size).toBe(1)
      await page.freeze()
      expect(await story(page)).toEqual(['suspended'])
      await page.resume()
      await isOpen(page)
      await isGivenUp(engine, site)
      await page.evaluate(() => pause(300))
      expect(await story(page)).toEqual(['suspended', ...awake])
      expect([site.dials, site.links]).toEqual([2, 1])
    })

    scene('gives up a wait, and dials once when it resumes', async ({ page, site }) => {
      await wait(page, site)
      await page.freeze()
      expect(await story(page)).toEqual([...waiting, 'suspended'])
      await page.resume()
      await isOpen(page)
      await page.evaluate(() => pause(300))
      expect(await story(page)).toEqual([...waiting, 'suspended', ...awake])
      expect([site.dials, site.links]).toEqual([2, 1])
    })

    scene('can be closed, and stays so when it resumes', async ({ page, site }) => {
      await open(page, site)
      await page.freeze()
      await page.evaluate(() => kept.link!.socket.close())
      await page.resume()
      await page.evaluate(() => until(() => kept.link!.socket.readyState === 3))
      await page.evaluate(() => pause(300))
      expect(await story(page)).toEqual([...asleep, 'closing', 'closed', 1006])
      expect([site.dials, site.links]).toEqual([1, 0])
    })
  })

  describe('the back/forward cache', () => {
    scene('has no link, and a page that comes out of it dials once', async ({ engine, page, site }) => {
      await open(page, site)
      await page.evaluate(() => addEventListener('pagehide', () => kept.link!.socket.send('on leaving')))
      await leave(page, site)
      await expect.poll(() => site.links).toBe(0)
      await page.back()
      // Firefox keeps no page that has an open socket when the user leaves: it loads the page anew.
      if (engine === 'firefox') return expect(await story(page)).toBeUndefined()
      await isOpen(page)
      await page.evaluate(() => kept.link!.socket.send('back'))
      await expect.poll(() => site.received).toEqual(['on leaving', 'back'])
      await page.evaluate(() => pause(300))
      expect(await story(page)).toEqual([...asleep, ...awake])
      expect([site.dials, site.links]).toEqual([2, 1])
    })

    scene('keeps what waits, and a page that comes out of it cuts the wait short', async ({ page, site }) => {
      await wait(page, site)
      await page.evaluate(() => ['one', 'two', 'three'].forEach((text) => kept.link!.socket.send(text)))
      await leave(page, site)
      await page.back()
      await expect.poll(() => site.received).toEqual(['one', 'two', 'three'])
      await page.evaluate(() => pause(300))
      expect(await story(page)).toEqual([...waiting, 'suspended', ...awake])
      expect([site.dials, site.links]).toEqual([2, 1])
    })

    scene('ends a dial, and a page that comes out of it dials again', async ({ engine, page, site }) => {
      site.silences = 1
      await page.evaluate((url) => void keep('link', new Holdfast.ReconnectingWebSocket(url)), site.url)
      await expect.poll(() => site.unanswered.size).toBe(1)
      await leave(page, site)
      await isGivenUp(engine, site)
      await page.back()
      if (engine === 'firefox') return expect(await story(page)).toBeUndefined()
      await isOpen(page)
      expect(await story(page)).toEqual(['suspended', ...awake])
      expect([site.dials, site.links]).toEqual([2, 1])
    })

    scene('does not bring back what was closed', async ({ page, site }) => {
      await open(page, site)
      await page.evaluate(async () => {
        kept.link!.socket.close()
        await next(kept.link!.socket, 'close')
      })
      await leave(page, site)
      await page.back()
      await page.evaluate(() => pause(300))
      expect(await story(page)).toEqual(['open', 'closing', 'closed', 1005])
      expect([site.dials, site.links]).toEqual([1, 0])
    })
  })
}

const patient = { backoff: { first: 60_000, base: 60_000, cap: 60_000 } }
const waiting = ['waiting', 'error', 1006]

/** An open link, kept as 'link'. */
function open(page: Page, { url }: Site): Promise<void> {
  return page.evaluate(async (url) => {
    await next(keep('link', new Holdfast.ReconnectingWebSocket(url)), 'open')
  }, url)
}

/** One that waits for a minute after a refusal. */
function wait(page: Page, site: Site): Promise<void> {
  site.refusals = 1
  return page.evaluate(
    async (url, patient) => {
      await next(keep('link', new Holdfast.ReconnectingWebSocket(url, [], patient)), 'close')
    },
    site.url,
    patient,
  )
}

function story(page: Page): Promise<(string | number)[] | undefined> {
  return page.evaluate(() => kept.link?.story)
}

function isOpen(page: Page): Promise<void> {
  return page.evaluate(() => until(() => kept.link!.socket.readyState === 1))
}

function leave(page: Page, { origin }: Site): Promise<void> {
  return page.goto(`${origin}/blank.html`)
}

/** Firefox holds on to a handshake without an answer, also where the page has closed the socket, and no page sees it. */
async function isGivenUp(engine: Engine, site: Site): Promise<void> {
  if (engine !== 'firefox') await expect.poll(() => site.unanswered.size).toBe(0)
}
