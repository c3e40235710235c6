// The page at rest: live figures, and nothing to complain about.
import { expect } from 'vitest'
import { type Scene } from './stage.ts'

export function stream(scene: Scene): void {
  scene('streams the measurements of the machine, without a word of complaint', async ({ visitor }) => {
    const drawn = () =>
      visitor.page.evaluate(() => [...document.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL()))
    const before = { charts: await drawn(), loop: await visitor.reads('loop') }
    await visitor.sees('received-rate', /^([89]|1[0-3])\/s$/)
    await visitor.sees('reason', 'The link is up, and a heartbeat watches over it.')
    await visitor.sees('cpu', /^\d+$/)
    await visitor.sees('memory', /^\d+$/)
    await expect.poll(() => visitor.reads('loop')).not.toBe(before.loop)
    const after = await drawn()
    expect(after).toHaveLength(3)
    for (const [index, picture] of before.charts.entries()) expect(after[index]).not.toBe(picture)
    expect(await visitor.page.console()).toEqual([])
  })

  scene('closes when asked, and connects again', async ({ visitor }) => {
    await visitor.press('close')
    await visitor.sees('state', 'Closed')
    await visitor.sees('reason', /^You closed the link\. /)
    await visitor.press('reconnect')
    await visitor.streams()
  })
}
