// Every fault that one can order, and how the page comes back from it.
import { describe, expect } from 'vitest'
import { type Engine } from '../engines.mjs'
import { type Scene } from './stage.ts'

export function faults(scene: Scene): void {
  describe('comes back', () => {
    scene('when the link is killed', async ({ visitor }) => {
      await visitor.press('fault-kill')
      await visitor.sees('fault-report', 'Kill the link: 1 link reached.')
      await visitor.isBack('lost')
    })

    scene('when the server plays dead', async ({ visitor }) => {
      await visitor.press('fault-mute')
      await visitor.isBack('dead')
    })

    scene('when the server refuses, once it is healed', async ({ visitor }) => {
      await visitor.press('fault-refuse')
      await visitor.finds(() => seen.some((state) => state.name === 'waiting' && state.cause.kind === 'refused'))
      await visitor.sees('state', 'Waiting to retry')
      await visitor.sees('countdown', /^\d+\.\d s$/)
      await visitor.press('fault-heal')
      await visitor.isBack('refused')
    })

    scene('when the server flaps, once it is healed, without hammering it', async ({ visitor }) => {
      await visitor.press('fault-flap')
      // Let in, thrown out, and patient since.
      await visitor.finds(() => seen.some((state) => state.name === 'open'))
      await visitor.finds(() => seen.some((state) => state.name === 'waiting' && state.cause.failures > 1))
      expect((await visitor.stats()).opens).toBeLessThan(4)
      await visitor.press('fault-heal')
      await visitor.sees('fault-report', 'Heal: no fault goes on.')
      await visitor.press('reconnect')
      await visitor.isBack('lost')
    })

    scene('when the server restarts, with the first dial if it said until when', async ({ visitor, other, engine }) => {
      const { attempts } = await other.stats()
      await visitor.press('fault-restart')
      await other.press('fault-restart-hint')
      if (hearsRestart(engine)) {
        await other.sees('reason', /It asked for this wait\.$/)
        await other.isBack('server')
        expect((await other.stats()).attempts).toBe(attempts + 1)
        await visitor.isBack('server')
      } else {
        for (const each of [visitor, other]) {
          await each.sees('reason', /refused/)
          await each.press('fault-heal')
        }
        for (const each of [visitor, other]) await each.isBack('lost')
      }
    })

    for (const code of [1001, 1011, 4000]) {
      scene(`when the server closes with ${code}`, async ({ visitor }) => {
        await visitor.choose('close-code', String(code))
        await visitor.press('fault-close')
        await visitor.isBack('server')
        expect(await visitor.causes()).toContainEqual(expect.objectContaining({ code }))
      })
    }

    scene('when the server is overloaded, at once if asked to', async ({ visitor, engine }) => {
      await visitor.choose('close-code', '1013')
      await visitor.press('fault-close')
      if (!hearsRestart(engine)) return visitor.isBack('lost')
      await visitor.sees('reason', /1013: it is overloaded.* It asked for this wait\.$/)
      await visitor.sees('reconnect', 'Retry now')
      await visitor.press('reconnect')
      await visitor.isBack('server')
    })
  })

  for (const code of [4401, 4403]) {
    scene(`stays closed after ${code}, with the reason, until asked to connect again`, async ({ visitor }) => {
      await visitor.choose('close-code', String(code))
      await visitor.press('fault-close')
      await visitor.sees('state', 'Closed')
      await visitor.sees('reason', new RegExp(`code ${code}: .*Trying again would not help`))
      await visitor.sees('reconnect', 'Connect again')
      const { attempts } = await visitor.stats()
      await visitor.press('reconnect')
      await visitor.streams()
      expect((await visitor.stats()).attempts).toBe(attempts + 1)
    })
  }

  scene('stays connected through a slow link, and shows the latency', async ({ visitor }) => {
    await visitor.press('fault-slow')
    await visitor.sees('latency', /^([89]\d\d|1,\d{3}) ms$/)
    await visitor.press('fault-slow')
    await visitor.sees('fault-report', /^Stop slowing/)
    await visitor.sees('latency', /^\d{1,2}(\.\d)? ms$/)
    expect(await visitor.page.evaluate(() => seen.map(({ name }) => name))).toEqual([])
  })
}

/** WebKitGTK takes the codes 1012 to 1014 for a broken protocol, and tells the page 1006 without a reason. */
function hearsRestart(engine: Engine): boolean {
  return engine !== 'webkit'
}
