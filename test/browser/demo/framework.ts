// What the pages in React and Vue do beyond surviving faults.
import { expect } from 'vitest'
import { openBrowser } from '../browser.ts'
import { points, seesPointer } from './board.ts'
import { expectAccess, fits, ground, usesKeyboard } from './look.ts'
import { type Scene } from './stage.ts'
import { Visitor } from './visitor.ts'

export function framework(scene: Scene): void {
  scene('opens one link, and joins each channel once', async ({ visitor }) => {
    await visitor.streams()
    await visitor.pricesMove()
    expect(await visitor.stats()).toMatchObject({ opens: 1, attempts: 1, invalid: 0 })
  })

  scene('shows the latest 200 of 1,000 messages a second, and misses none', async ({ visitor }) => {
    await visitor.sees('stream-result', /^Each message has a number/)
    await visitor.press('rate-1000')
    await visitor.sees('stream-result', /^[2-9],\d{3} received on this link, none missed\.$/)
    const numbers = await visitor.page.evaluate(() =>
      [...document.querySelectorAll('.numbers li')].map(({ textContent }) => Number(textContent)),
    )
    expect(numbers).toHaveLength(200)
    expect(numbers.map((n, index) => n - index)).toEqual(numbers.map(() => numbers[0]))
    await visitor.press('fault-kill')
    await visitor.isBack('lost')
    await visitor.sees('stream-result', /^\d+ received on this link, none missed\.$/)
    await visitor.press('rate-0')
  })

  scene('two tabs see who is there, who writes, what is said and where each points', async ({ visitor, other }) => {
    const [me, they] = [await name(visitor), await name(other)]
    await visitor.sees('people', new RegExp(`^2 tabs\\. You are ${me}, with .*${they}.*\\.$`))
    await other.page.evaluate(() =>
      document.getElementById('chat-text')!.dispatchEvent(new Event('input', { bubbles: true })),
    )
    await visitor.sees('typing', `${they} is writing …`)
    await other.says('good day')
    await visitor.hears('good day')
    await visitor.sees('typing', '')
    await points(visitor, 0.25, 0.75)
    await other.page.show()
    await seesPointer(other, 25, 75)
    await other.page.evaluate(() => document.getElementById('board-area')!.focus())
    await other.page.press('ArrowRight')
    await visitor.page.show()
    await seesPointer(visitor, 54, 50)
    await other.press('close')
    await visitor.sees('people', `1 tab. You are ${me}.`)
    await visitor.sees('board-people', '1 pointer')
  })

  scene('a line that was given up can be said again, and is heard once', async ({ visitor, other }) => {
    await visitor.press('close')
    await visitor.sees('state', 'Closed')
    await visitor.says('given up')
    await visitor.hasFate('given up', 'dropped')
    await visitor.press('reconnect')
    await visitor.streams()
    await visitor.page.evaluate(() => document.querySelector<HTMLElement>('.again')!.click())
    await visitor.hasFate('given up', 'delivered')
    await other.hears('given up')
  })

  scene('is back after a reload, and after back and forth', async ({ visitor, index, url }) => {
    const { page } = visitor
    await page.reload()
    await visitor.sees('state', 'Connected')
    await page.goto(index)
    await page.back()
    await visitor.streams()
    await visitor.pricesMove()
    await visitor.open(url)
  })

  scene('every fault can be reached and pressed by keyboard alone', ({ visitor }) => usesKeyboard(visitor))

  scene('fits every width, connected and closed', async ({ other: visitor }) => {
    await visitor.page.show()
    await fits(visitor)
    await visitor.press('close')
    await visitor.sees('state', 'Closed')
    await fits(visitor)
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    scene(`can be read in ${colorScheme}`, async ({ engine, url }) => {
      const browser = await openBrowser(engine, { colorScheme })
      try {
        const visitor = new Visitor(await browser.newPage())
        await visitor.open(url)
        await visitor.pricesMove()
        await visitor.says(`in ${colorScheme}`)
        await visitor.hasFate(`in ${colorScheme}`, 'delivered')
        await points(visitor, 0.3, 0.4)
        await expectAccess(visitor)
        expect((await ground(visitor)) > 0.5).toBe(colorScheme === 'light')
        await visitor.press('fault-refuse')
        await visitor.sees('reason', /refused/)
        await expectAccess(visitor)
        await visitor.press('fault-heal')
        await visitor.press('close')
        await visitor.sees('state', 'Closed')
        await expectAccess(visitor)
      } finally {
        await browser.close()
      }
    })
  }
}

function name({ page }: Visitor): Promise<string> {
  return page.evaluate(() => sessionStorage.getItem('holdfast-demo-name') ?? '')
}
