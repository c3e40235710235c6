// Every fault that one can order, and how the page comes back from it.
import { describe, expect } from 'vitest'
import { type Engine } from '../engines.mjs'
import { type Scene, type Stage } from './stage.ts'

export function faults(scene: Scene): void {
  describe('comes back, with the prices, and with what both tabs said meanwhile, once', () => {
    scene('when the link is killed', async ({ visitor, other }) => {
      await talksThrough({ visitor, other }, async () => {
        await visitor.press('fault-kill')
        await visitor.sees('fault-report', 'Kill the link: 1 link reached.')
      })
      await visitor.isBack('lost')
    })

    scene('when the server plays dead', async ({ visitor, other }) => {
      await talksThrough({ visitor, other }, () => visitor.press('fault-mute'))
      await visitor.isBack('dead')
    })

    scene('when the server refuses, once it is healed', async ({ visitor, other }) => {
      const refused = async () => {
        await visitor.press('fault-refuse')
        await visitor.finds(() => seen.some((state) => state.name === 'waiting' && state.cause.kind === 'refused'))
        await visitor.sees('state', 'Waiting to retry')
        await visitor.sees('countdown', /^\d+\.\d s$/)
      }
      await talksThrough({ visitor, other }, refused, () => visitor.press('fault-heal'))
      await visitor.isBack('refused')
    })

    scene('when the server flaps, once it is healed, without hammering it', async ({ visitor, other }) => {
      const flapped = async () => {
        await visitor.press('fault-flap')
        // Let in, thrown out, and patient since.
        await visitor.finds(() => seen.some((state) => state.name === 'open'))
        await visitor.finds(() => seen.some((state) => state.name === 'waiting' && state.cause.failures > 1))
        expect((await visitor.stats()).opens).toBeLessThan(4)
      }
      const healed = async () => {
        await visitor.press('fault-heal')
        await visitor.sees('fault-report', 'Heal: no fault goes on.')
        await visitor.press('reconnect')
      }
      await talksThrough({ visitor, other }, flapped, healed)
      await visitor.isBack('lost')
    })

    scene('when the server restarts, with the first dial if it said until when', async ({ visitor, other, engine }) => {
      const { attempts } = await other.stats()
      const restarted = async () => {
        await visitor.press('fault-restart')
        await other.press('fault-restart-hint')
        if (hearsRestart(engine)) return other.sees('reason', /It asked for this wait\.$/)
        for (const each of [visitor, other]) await each.sees('reason', /refused/)
      }
      const healed = async () => {
        if (hearsRestart(engine)) return
        for (const each of [visitor, other]) await each.press('fault-heal')
      }
      await talksThrough({ visitor, other }, restarted, healed)
      for (const each of [visitor, other]) await each.isBack(hearsRestart(engine) ? 'server' : 'lost')
      if (hearsRestart(engine)) expect((await other.stats()).attempts).toBe(attempts + 1)
    })

    for (const code of [1001, 1011, 4000]) {
      scene(`when the server closes with ${code}`, async ({ visitor, other }) => {
        await visitor.choose('close-code', String(code))
        await talksThrough({ visitor, other }, () => visitor.press('fault-close'))
        await visitor.isBack('server')
        expect(await visitor.causes()).toContainEqual(expect.objectContaining({ code }))
      })
    }

    scene('when the server is overloaded, at once if asked to', async ({ visitor, other, engine }) => {
      await visitor.choose('close-code', '1013')
      const overloaded = async () => {
        await visitor.press('fault-close')
        if (!hearsRestart(engine)) return
        await visitor.sees('reason', /1013: it is overloaded.* It asked for this wait\.$/)
        await visitor.sees('reconnect', 'Retry now')
      }
      const asked = async () => {
        if (hearsRestart(engine)) await visitor.press('reconnect')
      }
      await talksThrough({ visitor, other }, overloaded, asked)
      await visitor.isBack(hearsRestart(engine) ? 'server' : 'lost')
    })
  })

  for (const code of [4401, 4403]) {
    scene(`stays closed after ${code}, with the reason, until asked to connect again`, async ({ visitor, other }) => {
      await visitor.choose('close-code', String(code))
      await visitor.press('fault-close')
      await visitor.sees('state', 'Closed')
      await visitor.sees('reason', new RegExp(`code ${code}: .*Trying again would not help`))
      await visitor.sees('reconnect', 'Connect again')
      await visitor.says(`said after ${code}`)
      await visitor.hasFate(`said after ${code}`, 'dropped')
      await other.says(`missed after ${code}`)
      const { attempts } = await visitor.stats()
      await visitor.press('reconnect')
      await visitor.streams()
      await visitor.hears(`missed after ${code}`)
      await visitor.pricesMove()
      expect((await visitor.stats()).attempts).toBe(attempts + 1)
    })
  }

  scene('stays connected through a slow link, and shows the latency', async ({ visitor, other }) => {
    await talksThrough({ visitor, other }, async () => {
      await visitor.press('fault-slow')
      await visitor.sees('latency', /^([89]\d\d|1,\d{3}) ms$/)
    })
    await visitor.press('fault-slow')
    await visitor.sees('fault-report', /^Stop slowing/)
    await visitor.sees('latency', /^\d{1,2}(\.\d)? ms$/)
    expect(await visitor.page.evaluate(() => seen.map(({ name }) => name))).toEqual([])
  })
}

let talks = 0

/** Both tabs say something before the fault and while it goes on: in the end each line stands in both, once, and prices move. */
async function talksThrough(
  { visitor, other }: Pick<Stage, 'visitor' | 'other'>,
  fault: () => Promise<void>,
  heal: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  talks += 1
  const lines = ['before', 'mine meanwhile', 'theirs meanwhile'].map((words) => `${words}, ${talks}`)
  const [before = '', mine = '', theirs = ''] = lines
  await visitor.says(before)
  await fault()
  await visitor.says(mine)
  await other.says(theirs)
  await heal()
  for (const line of lines) for (const each of [visitor, other]) await each.hears(line)
  for (const line of [before, mine]) await visitor.hasFate(line, 'delivered')
  await visitor.pricesMove()
}

/** WebKitGTK takes the codes 1012 to 1014 for a broken protocol, and tells the page 1006 without a reason. */
function hearsRestart(engine: Engine): boolean {
  return engine !== 'webkit'
}
