import { compare, type Sample, type Table } from '../figures.ts'
import { wait, type Stage } from '../stage.ts'
import { all, type Subject } from '../subjects.ts'

export async function queue(stage: Stage): Promise<Table> {
  const { queued } = stage.plan
  const subjects = all.filter((each) => each.queues || !each.reconnects)
  const samples = await stage.interleave(subjects, (subject) => flush(stage, subject))
  return {
    title: 'Offline queue',
    note:
      `${queued} messages of 64 bytes, sent before there is a link; native: one loop as soon as there is one. ` +
      'Heap is beside the text itself. The flush lasts from the handshake until the server has everything; ' +
      'the browser tells of tasks from 50 ms on, and a frame takes 17 ms.',
    ...compare(samples, [
      { key: 'rate', label: 'enqueued 1,000/s' },
      { key: 'heap', label: 'heap bytes/message' },
      { key: 'flush', label: 'flush ms', ratio: true },
      { key: 'task', label: 'longest task ms', least: 50 },
      { key: 'frame', label: 'longest frame ms' },
    ]),
  }
}

function flush(stage: Stage, subject: Subject): Promise<Sample> {
  const { queued } = stage.plan
  return stage.page(subject, async (page) => {
    const url = stage.farEnd.link(`sink?hold&every=${queued}`)
    await page.call('prepare', queued, 64)
    const before = await page.heap()
    const time = subject.queues ? await page.call('enqueue', url) : await page.call('loop', url).then(() => NaN)
    const heap = ((await page.heap()) - before) / queued
    await wait(200) // until the page watches its frames
    const releasedAt = await stage.farEnd.call('release')
    const flushed = await page.call('flushed')
    return {
      rate: queued / time,
      heap: subject.queues ? heap : NaN,
      flush: (flushed?.doneAt ?? NaN) - releasedAt,
      task: flushed?.longestTask ?? NaN,
      frame: flushed?.longestFrame ?? NaN,
    }
  })
}
