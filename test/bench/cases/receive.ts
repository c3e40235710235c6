import { compare, type Table } from '../figures.ts'
import type { Stage } from '../stage.ts'
import { withHeartbeat } from '../subjects.ts'

export async function receive(stage: Stage): Promise<Table> {
  const { received, warmUp } = stage.plan
  const samples = await stage.interleave(withHeartbeat, (subject) =>
    stage.page(subject, async (page) => {
      await page.call('open', stage.farEnd.link('flood'))
      await page.call('receive', warmUp)
      const before = await page.metrics()
      const time = await page.call('receive', received)
      const after = await page.metrics()
      return {
        rate: received / time,
        task: ((after.task - before.task) * 1e3) / received,
        script: ((after.script - before.script) * 1e3) / received,
      }
    }),
  )
  return {
    title: 'Receiving',
    note:
      `${received} messages of 64 bytes of text, as fast as the page takes them, after ${warmUp} to warm up. ` +
      "Time is the main thread's own, in a task and of it in scripts.",
    ...compare(samples, [
      { key: 'rate', label: '1,000 messages/s', digits: 1, ratio: true },
      { key: 'task', label: 'task µs/message', digits: 2, ratio: true },
      { key: 'script', label: 'script µs/message', digits: 2, ratio: true },
    ]),
  }
}
