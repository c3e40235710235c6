// What is queued while the tab is off the server.
import { expect } from 'vitest'
import { type Scene } from './stage.ts'
import { type Visitor } from './visitor.ts'

export function outbox(scene: Scene): void {
  scene('delivers 100,000 messages that were queued offline, once and in order, and shows how', async ({ visitor }) => {
    await queueOffline(visitor)
    await visitor.sees('handed', '0 of 100,000')
    const progress = await flush(visitor)
    expect(progress.length).toBeGreaterThan(1)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    await visitor.sees('outbox-result', 'All 100,000 arrived, once and in order.')
    await visitor.sees('arrived', '100,000 of 100,000')
    await visitor.sees('queued', '0')
    await visitor.streams()
  })

  scene('obeys while 100,000 messages go out: what is said has its turn', async ({ visitor }) => {
    await queueOffline(visitor)
    await visitor.page.evaluate(() => {
      const field = document.getElementById('chat-text') as HTMLInputElement
      field.value = 'in the middle'
    })
    expect(await pressInTheMiddle(visitor, '#chat-form button')).toBeGreaterThan(0)
    await visitor.sees('outbox-result', 'All 100,000 arrived, once and in order.')
    await visitor.finds(() => document.querySelector('.fate')?.textContent === 'delivered')
  })

  scene('obeys while 100,000 messages go out: the rest can be discarded', async ({ visitor }) => {
    await queueOffline(visitor)
    expect(await pressInTheMiddle(visitor, '#discard')).toBe(0)
    await visitor.sees('outbox-result', /^[\d,]+ arrived, [\d,]+ were dropped, each reported\.$/)
    const [arrived = 0, dropped = 0] = numbers(await visitor.reads('outbox-result'))
    expect(arrived).toBeGreaterThan(0)
    expect(dropped).toBeGreaterThan(0)
    expect(arrived + dropped).toBe(100_000)
    await visitor.streams()
  })

  scene('discards a queue when asked, and says what was dropped', async ({ visitor }) => {
    await queueOffline(visitor)
    await visitor.press('discard')
    await visitor.sees('queued', '0')
    await visitor.sees('outbox-result', '0 arrived, 100,000 were dropped, each reported.')
    await visitor.press('offline')
    await visitor.streams()
  })
}

async function queueOffline(visitor: Visitor): Promise<void> {
  await visitor.press('offline')
  await visitor.sees('offline', 'Go online')
  await visitor.finds(() => client.state.name !== 'open')
  await visitor.press('queue-100000')
  await visitor.sees('queued', '100,000')
}

/** Goes online; resolves, once all was handed over, to how much of it each frame said was. */
async function flush({ page }: Visitor): Promise<number[]> {
  const texts = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const handed = document.getElementById('handed')!
        const texts: string[] = []
        const observer = new MutationObserver(() => {
          // Others of the page's messages wait behind these.
          const room = client.channel('room:lobby')
          if (texts.length === 0) for (let i = 0; i < 10_000; i += 1) room.send('typing', {})
          texts.push(handed.textContent)
          if (!handed.textContent.startsWith('100,000')) return
          observer.disconnect()
          resolve(texts)
        })
        observer.observe(handed, { subtree: true, childList: true, characterData: true })
        document.getElementById('offline')!.click()
      }),
  )
  return texts.map((text) => numbers(text)[0] ?? 0)
}

/** Goes online, and presses the button as soon as the page shows that some messages went out; resolves to how many wait then. */
function pressInTheMiddle({ page }: Visitor, button: string): Promise<number> {
  return page.evaluate(
    (button) =>
      new Promise<number>((resolve) => {
        const handed = document.getElementById('handed')!
        const observer = new MutationObserver(() => {
          if (handed.textContent.startsWith('0')) return
          observer.disconnect()
          document.querySelector<HTMLElement>(button)!.click()
          resolve(client.stats().queued.messages)
        })
        observer.observe(handed, { subtree: true, childList: true, characterData: true })
        document.getElementById('offline')!.click()
      }),
    button,
  )
}

function numbers(text: string): number[] {
  return (text.match(/\d[\d,]*/g) ?? []).map((digits) => Number(digits.replaceAll(',', '')))
}
