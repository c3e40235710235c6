// What page and network say while a page lives on: hidden and shown, offline and online.
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect } from 'vitest'
import { type ReconnectingWebSocketOptions } from '../../../src/index.ts'
import { type Page } from '../browser.ts'
import type { KeptName } from '../page/globals.d.ts'
import { type Site } from '../site.ts'
import { type Scene } from './stage.ts'

const pings = { heartbeat: { message: 'ping', pong: 'pong' } }
const beats = { heartbeat: { message: 'beat', pong: 'beat', interval: 1_000, timeout: 1_000 } }
const redialled = ['open', 'waiting', 4951, 'connecting', 'open']

export function wake(scene: Scene): void {
  describe('a hidden page', () => {
    scene('keeps its links, finds a dead one, and asks the others once when it is shown', async ({ page, site }) => {
      await open(page, site, { link: pings, silent: pings, beating: beats, failing: beats })
      await mute(page, ['silent', 'failing'])
      // Whoever heard something in the last 5 s is not asked.
      const silence = wait(5_200)
      await hide(page)
      await silence
      const before = { link: ['open'], silent: ['open'], beating: ['open'] }
      await expect.poll(() => stories(page), slow).toEqual({ ...before, failing: redialled })
      expect(site.received.filter((text) => text === 'beat').length).toBeGreaterThanOrEqual(2)
      expect(site.pings).toBe(0)
      await repeat(page, 'visibilitychange')
      await page.show()
      const after = { link: ['open'], silent: redialled, beating: ['open'], failing: redialled }
      await expect.poll(() => stories(page), slow).toEqual(after)
      expect([site.pings, site.dials]).toEqual([1, 6])
    })

    scene('sends a long queue as fast as the server answers, not in steps of a second', async ({ page, site }) => {
      site.refusals = 1
      await page.evaluate(async (url) => {
        const options = { backoff: () => 60_000, outbox: { maxMessages: 1_500, maxBytes: 2 ** 24 } }
        await next(keep('link', new Holdfast.ReconnectingWebSocket(url, [], options)), 'close')
      }, site.url)
      await hide(page)
      await page.evaluate(() => {
        const { socket } = kept.link!
        for (let number = 0; number < 1_500; number++) socket.send(String(number).padEnd(8_192))
        socket.reconnect()
      })
      // By a timer once a second, with 1 MiB at a time, it would take 12 s.
      await expect.poll(() => site.received.length, { timeout: 8_000 }).toBe(1_500)
      expect(site.received.map(Number)).toEqual([...site.received.keys()])
    })
  })

  describe('the network', () => {
    scene(
      'offline: a link that fell silent is found dead, one that answers goes on',
      async ({ engine, page, site }) => {
        await open(page, site, { link: pings, silent: pings })
        await mute(page, ['silent'])
        await page.offline(true)
        expect(await page.evaluate('navigator.onLine')).toBe(engine === 'webkit')
        // Chromium cuts open links off, and neither it nor Firefox lets a new one through.
        const dead: KeptName[] = engine === 'chromium' ? ['link', 'silent'] : ['silent']
        await expect.poll(() => told(page, dead), slow).toBe(true)
        await page.offline(false)
        await expect.poll(() => states(page), slow).toEqual(['open', 'open'])
        if (engine !== 'chromium') expect(await stories(page)).toMatchObject({ link: ['open'] })
        expect(site.dials).toBe(2 + dead.length)
      },
    )

    scene('offline by mistake: a link that answers is left alone, a new one is dialled', async ({ page, site }) => {
      await open(page, site, { link: pings })
      await page.evaluate(() => {
        Object.defineProperty(navigator, 'onLine', { value: false })
        window.dispatchEvent(new Event('offline'))
      })
      await open(page, site, { later: pings })
      await page.evaluate(() => pause(300))
      expect(await stories(page)).toEqual({ link: ['open'], later: ['open'] })
      expect([site.pings, site.dials, site.links]).toEqual([1, 2, 2])
    })

    scene('online: cuts a wait short, by one dial for all the signals that come', async ({ page, site }) => {
      await open(page, site, { link: { backoff: { first: 60_000 } } })
      // Signals dial at most once a second.
      await wait(1_000)
      site.drop()
      await expect.poll(() => states(page)).toEqual(['waiting'])
      await page.offline(true)
      await repeat(page, 'online')
      await page.offline(false)
      await expect.poll(() => states(page)).toEqual(['open'])
      await page.evaluate(signal)
      await page.evaluate(() => pause(300))
      expect([site.dials, site.links]).toEqual([2, 1])
    })
  })

  scene('close() in a hidden page wins over every signal, and leaves no listener behind', async ({ page, site }) => {
    await page.evaluate(watchListeners)
    await open(page, site, { link: pings, silent: pings })
    await mute(page, ['silent'])
    expect(await page.evaluate('listening().length')).toBeGreaterThan(0)
    await hide(page)
    await page.evaluate(() => Object.values(kept).forEach(({ socket }) => socket.close()))
    await page.evaluate(signal)
    await page.show()
    await expect.poll(() => states(page), slow).toEqual(['closed', 'closed'])
    await page.evaluate(signal)
    await page.evaluate(() => pause(300))
    expect(await states(page)).toEqual(['closed', 'closed'])
    expect(site.dials).toBe(2)
    expect(await page.evaluate('listening()')).toEqual([])
  })
}

/** Timers of a hidden page are late, and a probe takes 3 s. */
const slow = { timeout: 10_000 }

type Links = Partial<Record<KeptName, ReconnectingWebSocketOptions>>

function open(page: Page, { url }: Site, links: Links): Promise<void> {
  return page.evaluate(
    async (url, links) => {
      for (const [name, options] of Object.entries(links)) {
        await next(keep(name as KeptName, new Holdfast.ReconnectingWebSocket(url, [], options)), 'open')
      }
    },
    url,
    links,
  )
}

async function hide(page: Page): Promise<void> {
  await page.hide()
  await expect.poll(() => page.evaluate('document.visibilityState')).toBe('hidden')
}

/** From now on their server neither reads nor says anything. */
function mute(page: Page, names: KeptName[]): Promise<void> {
  return page.evaluate(async (names) => {
    for (const name of names) {
      kept[name]!.socket.send('!mute')
      await next(kept[name]!.socket, 'message')
    }
  }, names)
}

function stories(page: Page): Promise<object> {
  return page.evaluate(() => Object.fromEntries(Object.entries(kept).map(([name, { story }]) => [name, story])))
}

function states(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.values(kept).map(({ socket }) => socket.state.name))
}

function told(page: Page, names: KeptName[]): Promise<boolean> {
  return page.evaluate((names) => names.every((name) => kept[name]!.story.includes(4951)), names)
}

/** Lets the page hear the next event of a type three times at once, as if each were another signal. */
function repeat(page: Page, type: string): Promise<void> {
  return page.evaluate((type) => {
    const again = ({ target }: Event) => {
      for (let time = 0; time < 2; time++) target?.dispatchEvent(new Event(type))
    }
    addEventListener(type, again, { once: true })
  }, type)
}

/** In the page: each signal of waking up. */
function signal(): void {
  window.dispatchEvent(new Event('online'))
  for (const type of ['visibilitychange', 'resume']) document.dispatchEvent(new Event(type))
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
}

/** In the page: from now on `listening()` tells which events of window and document somebody listens to. */
function watchListeners(): void {
  const listeners = new Map<unknown, Set<string>>()
  for (const target of [window, document]) {
    const { addEventListener, removeEventListener } = target
    target.addEventListener = (...args: Parameters<Window['addEventListener']>) => {
      const [type, listener] = args
      listeners.set(listener, (listeners.get(listener) ?? new Set()).add(type))
      addEventListener.apply(target, args)
    }
    target.removeEventListener = (...args: Parameters<Window['removeEventListener']>) => {
      listeners.get(args[1])?.delete(args[0])
      removeEventListener.apply(target, args)
    }
  }
  Object.assign(window, { listening: () => [...listeners.values()].flatMap((types) => [...types]) })
}
