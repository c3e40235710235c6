/** Logs what was dropped: one line for each reason and second, for a full outbox drops thousands at once. */
import type { Drop } from 'holdfast'
import type { DemoClient } from '../parts/client.ts'
import { plural } from '../parts/format.ts'
import { onSomeFrames } from './frame.ts'
import type { Log } from './log.ts'

const INTERVAL = 1_000

const reasons: Record<Drop['reason'], string> = {
  overflow: 'the outbox was full',
  expired: 'they were out of date',
  replaced: 'newer ones took their place',
  aborted: 'they were withdrawn',
  volatile: 'they could not go at once, and are worth nothing later',
  closed: 'the client was closed',
  discarded: 'the queue was discarded',
  unsendable: 'they could not be sent',
}

export function logDrops(client: DemoClient, log: Log): void {
  const fresh = new Map<Drop['reason'], number>()
  client.on('drop', ({ reason }) => fresh.set(reason, (fresh.get(reason) ?? 0) + 1))
  onSomeFrames(INTERVAL, () => {
    for (const [reason, size] of fresh) log.add('drop', `${plural(size, 'message')}: ${reasons[reason]}.`)
    fresh.clear()
  })
}
