import { compare, show, showRange, valuesOf, type Sample } from '../figures.ts'
import type { Result } from '../results.ts'
import { wait, type Stage } from '../stage.ts'
import { all, holdfast, type Subject } from '../subjects.ts'
import { ratioFigure, type Figure } from '../targets.ts'

const longTask = 50

export async function queue(stage: Stage): Promise<Result> {
  const { queued } = stage.plan
  const subjects = all.filter((each) => each.queues || !each.reconnects)
  const samples = await stage.interleave(4, subjects, (subject) => flush(stage, subject))
  const figure = (key: string, figure: Omit<Figure, 'values'>) => ({
    ...figure,
    values: valuesOf(samples, holdfast.name, key),
  })
  return {
    title: 'Offline queue',
    note:
      `${show(queued)} messages of 64 bytes, sent before there is a link, by code that has not run before; native: one loop as soon as ` +
      'there is a link. More enqueued/s is better, less of all else. Heap is beside the text itself. The flush lasts from the ' +
      `handshake until the server has everything; the browser tells of tasks from ${longTask} ms on, and a frame takes 17 ms. The ` +
      'peers do less here: their queues are arrays without a bound.',
    behind:
      'enqueuing and heap. Holdfast counts the bytes of each message, so that the queue has a bound, and keeps an entry for each, ' +
      'which can leave from the middle.',
    ...compare(samples, [
      { key: 'rate', label: 'enqueued 1,000/s' },
      { key: 'heap', label: 'heap bytes/message' },
      { key: 'flush', label: 'flush ms', ratio: true },
      { key: 'task', label: 'longest task ms', least: longTask },
      { key: 'frame', label: 'longest frame ms' },
    ]),
    figures: [
      figure('rate', { name: 'Queue: enqueued offline, 1,000/s', atLeast: 1_000 }),
      figure('heap', { name: 'Queue: heap of a message beside its text, bytes', atMost: 100 }),
      figure('task', { name: 'Queue: longest block in the flush, ms', atMost: longTask, least: longTask }),
      ratioFigure(samples, holdfast.name, 'flush', { name: 'Queue: flush, × a bare loop', atMost: 1.2 }),
    ],
    lines: [
      {
        label: `${show(queued)} queued messages go out: longest block of the page, ms`,
        cell: (name) => showRange(valuesOf(samples, name, 'task'), 0, longTask),
      },
    ],
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
