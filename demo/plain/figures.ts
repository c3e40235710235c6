/** The link in figures: what `client.stats()` says. */
import type { DemoClient } from '../parts/client.ts'
import { text } from './element.ts'
import { bytes, count, milliseconds, plural } from '../parts/format.ts'
import { frameRate, onFrame, onSomeFrames, slowestFrame } from './frame.ts'

const INTERVAL = 250
const RATE_WINDOW = 1_000

export function showFigures(client: DemoClient): void {
  const show = {
    latency: text('latency'),
    latencyNote: text('latency-note'),
    queued: text('queued'),
    queuedNote: text('queued-note'),
    unconfirmed: text('unconfirmed'),
    dropped: text('dropped'),
    receivedRate: text('received-rate'),
    received: text('received'),
    sent: text('sent'),
    sentNote: text('sent-note'),
    opens: text('opens'),
    attempts: text('attempts'),
    frames: text('frames'),
    framesNote: text('frames-note'),
  }
  const rate = rateMeter()

  onSomeFrames(INTERVAL, (now) => {
    const { latency, queued, unconfirmed, dropped, received, sent, opens, attempts } = client.stats()
    show.latency(latency.last === undefined ? '–' : milliseconds(latency.last))
    show.latencyNote(
      latency.mean === undefined || latency.worst === undefined
        ? 'measured by the heartbeat'
        : `mean ${latency.mean.toFixed(1)}, worst ${milliseconds(latency.worst)}`,
    )
    show.queuedNote(`${bytes(queued.bytes)} waiting`)
    show.unconfirmed(unconfirmed ? count(unconfirmed.messages) : '–')
    show.dropped(count(dropped.total))
    show.receivedRate(`${count(rate(received.messages, now))}/s`)
    show.received(`${count(received.messages)} in all`)
    show.sent(count(sent.messages))
    show.sentNote(bytes(sent.bytes))
    show.opens(count(opens))
    show.attempts(`in ${plural(attempts, 'attempt')}`)
    show.frames(`${count(Math.round(frameRate()))}/s`)
    show.framesNote(`slowest ${milliseconds(slowestFrame())}, last 5 s`)
  })
  // A queue is emptied within a few frames.
  onFrame(() => show.queued(count(client.stats().queued.messages)))
}

/** Returns how to read a growing total's rate for each second. */
function rateMeter(): (total: number, now: number) => number {
  let since = { total: 0, at: Date.now() }
  let shown = 0
  return (total, now) => {
    if (now - since.at >= RATE_WINDOW) {
      shown = Math.round(((total - since.total) * 1_000) / (now - since.at))
      since = { total, at: now }
    }
    return shown
  }
}
