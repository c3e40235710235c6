/** Fills the outbox with numbered messages, and shows how they leave and arrive. */
import { tab, type DemoClient } from '../parts/client.ts'
import { count } from '../parts/format.ts'
import type { Tally } from '../shared/channels.ts'
import { button, find, text } from './element.ts'
import { onFrame } from './frame.ts'
import type { Log } from './log.ts'

/** How long (ms) it queues at once; the rest has its turn in the next task, so that the page draws between. */
const SLICE = 8

interface Batch {
  id: string
  queued: number
  /** Not taken by the outbox, or dropped by it. */
  lost: number
  /** At least so many were handed over. */
  handed: number
  arrived: Tally
}

export function showOutbox(client: DemoClient, log: Log): void {
  const items = client.channel('items')
  let batch = newBatch('', 0)
  let unqueued = 0

  function queue(size: number): void {
    if (unqueued === 0 && client.stats().queued.messages === 0) batch = newBatch(`${tab}-${Date.now()}`, 0)
    log.add('you', `queued ${count(size)} numbered messages`)
    if (unqueued === 0) setTimeout(queueSlice)
    unqueued += size
  }

  function queueSlice(): void {
    const until = performance.now() + SLICE
    for (; unqueued > 0 && performance.now() < until; unqueued -= 1) {
      try {
        items.send('item', { batch: batch.id, n: batch.queued + 1 })
      } catch {
        // Full: every further one would be refused as well.
        log.add('trouble', `the outbox is full: ${count(unqueued)} messages were not queued`)
        unqueued = 0
        return
      }
      batch.queued += 1
    }
    if (unqueued > 0) setTimeout(queueSlice)
  }

  function arrived(tally: Tally | null): void {
    if (tally?.batch === batch.id) batch.arrived = tally
  }

  items.on('tally', arrived)
  // What it had heard, a link that broke may not have told.
  items.onState((state) => {
    if (state.name === 'joined') arrived(state.data.tally)
  })
  client.on('drop', ({ data }) => {
    if (typeof data === 'string' && batch.id && data.includes(batch.id)) batch.lost += 1
  })
  button('queue-10000', () => queue(10_000))
  button('queue-100000', () => queue(100_000))
  button('discard', () => {
    log.add('you', `discarded ${count(client.stats().queued.messages)} queued messages`)
    client.discard()
  })
  drawBatch(client, () => batch)
}

function newBatch(id: string, queued: number): Batch {
  return { id, queued, lost: 0, handed: 0, arrived: { batch: id, received: 0, missing: 0, repeated: 0 } }
}

function drawBatch(client: DemoClient, current: () => Batch): void {
  const handed = text('handed')
  const handedMeter = find('handed-meter', HTMLProgressElement)
  const arrived = text('arrived')
  const arrivedMeter = find('arrived-meter', HTMLProgressElement)
  const result = text('outbox-result')

  onFrame(() => {
    const batch = current()
    const most = Math.max(1, batch.queued)
    const waiting = Math.min(client.stats().queued.messages, batch.queued - batch.lost)
    // What else the page sent may wait as well: then fewer of these do.
    batch.handed = Math.max(batch.handed, batch.queued - batch.lost - waiting)
    handed(`${count(batch.handed)} of ${count(batch.queued)}`)
    handedMeter.value = batch.handed / most
    arrived(`${count(batch.arrived.received)} of ${count(batch.queued)}`)
    arrivedMeter.value = batch.arrived.received / most
    result(verdict(batch))
  })
}

function verdict({ queued, lost, arrived }: Batch): string {
  if (queued === 0) return ''
  if (arrived.repeated > 0) return `${count(arrived.repeated)} arrived twice or out of order.`
  if (lost > 0 && arrived.received + lost >= queued) {
    return `${count(arrived.received)} arrived, ${count(lost)} were dropped, each reported.`
  }
  if (arrived.received === queued) return `All ${count(queued)} arrived, once and in order.`
  return arrived.missing > 0 ? `${count(arrived.missing)} did not arrive: they were on the link as it broke.` : ''
}
