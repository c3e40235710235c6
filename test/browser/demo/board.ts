// What two tabs see of each other on the board, and of the prices.
import { expect } from 'vitest'
import { type Tick } from '../../../demo/shared/channels.ts'
import { type Scene } from './stage.ts'
import { type Visitor } from './visitor.ts'

export function board(scene: Scene): void {
  scene('two tabs see each other point, by hand and by keyboard, until one leaves', async ({ visitor, other }) => {
    await points(visitor, 0.25, 0.75)
    await other.page.show()
    await seesPointer(other, 25, 75)
    await other.page.evaluate(() => document.getElementById('board-area')!.focus())
    await other.page.press('ArrowRight')
    await visitor.page.show()
    await seesPointer(visitor, 54, 50)
    await visitor.sees('board-people', '2 pointers')
    await other.press('close')
    await visitor.sees('board-people', '1 pointer')
  })

  scene('a pointer that moved while the link was down is where it was last', async ({ visitor, other }) => {
    await visitor.press('offline')
    await visitor.finds(() => client.state.name !== 'open')
    for (const place of [0.2, 0.3, 0.4]) {
      await points(visitor, place, place)
      await visitor.finds(() => client.stats().queued.messages === 1)
    }
    await visitor.press('offline')
    await visitor.finds(() => client.stats().queued.messages === 0)
    await other.page.show()
    await seesPointer(other, 40, 40)
    await visitor.press('offline')
    await other.sees('board-people', '0 pointers')
  })

  scene(
    'prices move, and those that were missed while the link was down are there when it is back',
    async ({ visitor, other }) => {
      const before = await chart(visitor)
      await visitor.pricesMove()
      expect(await chart(visitor)).not.toBe(before)
      await visitor.press('offline')
      await visitor.finds(() => document.getElementById('prices')!.classList.contains('stale'))
      const missed = await other.page.evaluate(hearTicks, 20)
      await visitor.press('offline')
      await visitor.pricesMove()
      expect(await visitor.page.evaluate(remembered)).toEqual(expect.arrayContaining(missed))
    },
  )
}

function chart({ page }: Visitor): Promise<string> {
  return page.evaluate(() => document.querySelector<HTMLCanvasElement>('#price-chart canvas')!.toDataURL())
}

export function points({ page }: Visitor, x: number, y: number): Promise<void> {
  return page.evaluate(
    (x, y) => {
      const area = document.getElementById('board-area')!
      const { left, top, width, height } = area.getBoundingClientRect()
      area.dispatchEvent(
        new PointerEvent('pointermove', { bubbles: true, clientX: left + x * width, clientY: top + y * height }),
      )
    },
    x,
    y,
  )
}

/** Somebody else's, so many percent from the left and from the top. */
export function seesPointer(visitor: Visitor, left: number, top: number): Promise<void> {
  return visitor.finds(
    (left, top) =>
      [...document.querySelectorAll<HTMLElement>('.cursor:not(.own)')].some(
        ({ style }) => Math.abs(parseFloat(style.left) - left) < 1 && Math.abs(parseFloat(style.top) - top) < 1,
      ),
    left,
    top,
  )
}

/** In the page: the next ticks. */
async function hearTicks(many: number): Promise<Tick[]> {
  const heard: Tick[] = []
  for await (const tick of client.channel('prices').messages('tick')) if (heard.push(tick) === many) break
  return heard
}

/** In the page: the ticks that the server gave it with the subscription. */
function remembered(): Tick[] {
  const { state } = client.channel('prices')
  return state.name === 'joined' ? state.data.history : []
}
