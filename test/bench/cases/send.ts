import { compare, type Table } from '../figures.ts'
import type { Stage } from '../stage.ts'
import { withHeartbeat } from '../subjects.ts'

/** The server confirms each so many messages. */
const every = 2_500

export async function send(stage: Stage): Promise<Table> {
  const { sent, warmUp } = stage.plan
  const samples = await stage.interleave(withHeartbeat, (subject) =>
    stage.page(subject, async (page) => {
      await page.call('open', stage.farEnd.link(`sink?every=${every}`))
      await page.call('send', warmUp, every)
      const before = await page.metrics()
      const time = await page.call('send', sent, every)
      const after = await page.metrics()
      return {
        rate: sent / time,
        task: ((after.task - before.task) * 1e3) / sent,
        script: ((after.script - before.script) * 1e3) / sent,
      }
    }),
  )
  return {
    title: 'Sending',
    note:
      `${sent} messages of 64 bytes of text on an open link, 250 in each task, after ${warmUp} to warm up, ` +
      'until the server has them.',
    ...compare(samples, [
      { key: 'rate', label: '1,000 messages/s', digits: 1, ratio: true },
      { key: 'task', label: 'task µs/message', digits: 2, ratio: true },
      { key: 'script', label: 'script µs/message', digits: 2, ratio: true },
    ]),
  }
}
