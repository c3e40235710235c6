// Channels of a page that sleeps or is not looked at: left at the server, and joined again when the user is back.
import { describe, expect } from 'vitest'
import { type Page } from '../browser.ts'
import { Rooms } from '../rooms.ts'
import { type Scene } from './stage.ts'

const names = ['room:1', 'room:2'] as const
const asleep = ['joining', 'joined', 'joining']
const awake = [...asleep, 'joined']

export function asleepWithChannels(scene: Scene): void {
  describe('the channels of a page', () => {
    scene('that is frozen are left, and joined again once when it resumes', async ({ page }) => {
      const rooms = await Rooms.start()
      await join(page, rooms)
      await page.freeze()
      await expect.poll(() => [rooms.count('left'), rooms.server.links]).toEqual([2, 0])
      expect(await states(page)).toEqual([asleep, asleep])
      await page.evaluate(() => {
        void here.room.request('say', { text: 'while frozen' }).then(({ id }) => here.answers.push(id))
      })
      await page.resume()
      await page.evaluate(() => until(() => here.answers.length > 0 && here.heard.join() === 'while frozen'))
      await page.evaluate(() => pause(300))
      expect(await states(page)).toEqual([awake, awake])
      expect([rooms.count('subscribe'), rooms.count('left'), rooms.server.links, rooms.proxy.accepted.length]).toEqual([
        ...[4, 2, 1, 2],
      ])
    })

    scene('that is frozen lose what was asked, unless it may be asked twice', async ({ page }) => {
      const rooms = await Rooms.start()
      await join(page, rooms)
      await page.evaluate(() => {
        here.room.request('wait', { times: 1 }).catch((error: unknown) => {
          const { name, sent } = error as Error & { sent?: unknown }
          here.answers.push(name, sent)
        })
        void here.room.request('wait', { times: 2 }, { idempotent: true }).then((answer) => here.answers.push(answer))
      })
      await expect.poll(() => rooms.count('wait')).toBe(2)
      await page.freeze()
      await page.resume()
      await page.evaluate(() => until(() => here.answers.length === 3))
      expect(await page.evaluate('here.answers')).toEqual(['ConnectionLostError', 'unknown', 'at last'])
      expect(rooms.heard.filter((line) => line.startsWith('wait'))).toEqual(['wait 1', 'wait 2', 'wait 2'])
      expect(await page.evaluate(() => here.client.stats().pending)).toBe(0)
    })

    scene('in the back/forward cache are left, and joined again when it comes out', async ({ engine, page, site }) => {
      const rooms = await Rooms.start()
      await join(page, rooms)
      await page.goto(`${site.origin}/blank.html`)
      await expect.poll(() => [rooms.count('left'), rooms.server.links]).toEqual([2, 0])
      rooms.server.publish('room:1' as 'room:*', 'message', { id: 1, text: 'nobody hears' })
      await page.back()
      // Firefox keeps no page that has an open socket when the user leaves: it loads the page anew.
      if (engine === 'firefox') return expect(await page.evaluate('typeof here')).toBe('undefined')
      await page.evaluate(() => until(() => here.states.every((each) => each.length > 3)))
      rooms.server.publish('room:1' as 'room:*', 'message', { id: 2, text: 'welcome back' })
      await page.evaluate(() => until(() => here.heard.length > 0))
      expect(await page.evaluate('here.heard')).toEqual(['welcome back'])
      expect(await states(page)).toEqual([awake, awake])
      expect([rooms.count('subscribe'), rooms.count('left'), rooms.proxy.accepted.length]).toEqual([4, 2, 2])
    })

    scene('that is hidden hear everything; what is drawn is the latest, once it is seen', async ({ engine, page }) => {
      const rooms = await Rooms.start()
      await join(page, rooms)
      await page.evaluate(() => {
        const draw = ({ id }: { id: number }) => here.drawn.push(id)
        here.room.on('message', draw, { coalesce: 'frame', key: ({ id }) => id % 2 })
      })
      await page.hide()
      await expect.poll(() => page.evaluate('document.visibilityState')).toBe('hidden')
      for (let id = 1; id <= 1_000; id++)
        rooms.server.publish('room:1' as 'room:*', 'message', { id, text: String(id) })
      await page.evaluate(() => until(() => here.heard.length === 1_000))
      expect(await page.evaluate(() => here.heard.every((text, index) => text === String(index + 1)))).toBe(true)
      // Firefox draws a hidden tab too, now and then.
      if (engine === 'chromium') expect(await page.evaluate('here.drawn')).toEqual([])
      await page.show()
      await page.evaluate(() => until(() => here.drawn.includes(999) && here.drawn.includes(1_000)))
      expect(await page.evaluate('here.drawn.slice(-2).sort()')).toEqual([1000, 999])
      expect([rooms.count('subscribe'), rooms.count('left'), rooms.proxy.accepted.length]).toEqual([2, 0, 1])
    })
  })
}

/** Two joined channels, what they went through, and what came to the first. */
function join(page: Page, { url }: Rooms): Promise<void> {
  return page.evaluate(
    async (url, names) => {
      const client = Holdfast.createClient<Contracts>(url, quick)
      const channels = names.map((name) => client.channel(name))
      const heard: string[] = []
      const states = channels.map((channel) => {
        const names: string[] = []
        channel.onState(({ name }) => names.push(name))
        return names
      })
      channels[0]!.on('message', ({ text }) => heard.push(text))
      await Promise.all(channels.map((channel) => channel.join()))
      const here = { client, room: channels[0], heard, states, drawn: [], answers: [] }
      Object.assign(globalThis, { here })
    },
    url,
    names,
  )
}

function states(page: Page): Promise<string[][]> {
  return page.evaluate('here.states')
}
