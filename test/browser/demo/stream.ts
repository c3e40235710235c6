// The page at rest: live figures, and nothing to complain about.
import { expect } from 'vitest'
import { type Scene } from './stage.ts'
import { type Visitor } from './visitor.ts'

export function stream(scene: Scene): void {
  scene('streams the measurements of the machine, without a word of complaint', async ({ visitor }) => {
    const drawn = () =>
      visitor.page.evaluate(() => [...document.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL()))
    const before = { charts: await drawn(), loop: await visitor.reads('loop') }
    await visitor.sees('received-rate', /^(2[89]|3[0-3])\/s$/)
    await visitor.sees('reason', 'The link is up, and a heartbeat watches over it.')
    await visitor.sees('cpu', /^\d+$/)
    await visitor.sees('memory', /^\d+$/)
    await expect.poll(() => visitor.reads('loop')).not.toBe(before.loop)
    const after = await drawn()
    expect(after).toHaveLength(4)
    for (const [index, picture] of before.charts.entries()) expect(after[index]).not.toBe(picture)
    expect(await visitor.page.console()).toEqual([])
  })

  scene('takes 1,000 messages a second, each logged, and changes the page only as it is drawn', async ({ visitor }) => {
    await visitor.press('log-messages')
    await visitor.press('rate-1000')
    await visitor.sees('received-rate', /^([5-9]\d\d|1,\d{3})\/s$/)
    const { changes, frames } = await watchChanges(visitor, 2_000)
    // By the page's loop, and by the client, which hands on the prices.
    expect(changes).toBeLessThanOrEqual(2 * frames)
    expect(await visitor.page.evaluate(() => document.querySelectorAll('.log-line').length)).toBe(200)
    await visitor.sees('stream-result', /^\d?,?\d+ received on this link, none missed\.$/)
    await visitor.press('rate-0')
    await visitor.sees('received-rate', /^\d{1,2}\/s$/)
    await visitor.streams()
    expect((await visitor.stats()).opens).toBe(1)
  })

  scene('has the messages again that it asked for, after a broken link', async ({ visitor }) => {
    await visitor.press('rate-100')
    await visitor.sees('stream-result', /^\d+ received/)
    await visitor.press('fault-kill')
    await visitor.isBack('lost')
    await visitor.sees('stream-result', /^\d+ received on this link, none missed\.$/)
  })

  scene('closes when asked, and connects again', async ({ visitor }) => {
    await visitor.press('close')
    await visitor.sees('state', 'Closed')
    await visitor.sees('reason', /^You closed the link\. /)
    await visitor.press('reconnect')
    await visitor.streams()
  })
}

/** How often the page was changed, and how often drawn, while so many messages came in. */
function watchChanges({ page }: Visitor, messages: number): Promise<{ changes: number; frames: number }> {
  return page.evaluate(async (messages) => {
    let frames = 0
    let changes = 0
    const frame = () => requestAnimationFrame(frame) && (frames += 1)
    frame()
    const observer = new MutationObserver(() => (changes += 1))
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
    const end = client.stats().received.messages + messages
    while (client.stats().received.messages < end) await new Promise((resolve) => setTimeout(resolve, 100))
    observer.disconnect()
    return { changes, frames }
  }, messages)
}
