// How messages in one direction are measured.
import type { Page } from './chromium.ts'
import type { Metric, Sample } from './figures.ts'

export const trafficMetrics: Metric[] = [
  { key: 'rate', label: '1,000 messages/s', digits: 1, ratio: true },
  { key: 'task', label: 'task µs/message', digits: 2, ratio: true },
  { key: 'script', label: 'script µs/message', digits: 2, ratio: true },
]

/** `run` tells how long (ms) `count` messages took. */
export async function measureTraffic(page: Page, count: number, run: () => Promise<number>): Promise<Sample> {
  const before = await page.metrics()
  const time = await run()
  const after = await page.metrics()
  return {
    rate: count / time,
    task: ((after.task - before.task) * 1e3) / count,
    script: ((after.script - before.script) * 1e3) / count,
  }
}
