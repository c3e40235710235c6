/** Numbered messages to one link, as many a second as its tab asked for. */
import type { IncomingMessage } from 'node:http'
import type { Realtime } from './realtime.ts'

const STEP = 10
/** What was not sent during a longer pause is not made up for. */
const MOST_OWED = 1_000

export function serveStream(server: Realtime): void {
  const stops = new Map<IncomingMessage, () => void>()

  server.channel('stream', {
    subscribe({ perSecond }, { request, send }) {
      stops.get(request)?.()
      stops.set(
        request,
        countUp(perSecond, (n) => send('numbered', { n })),
      )
    },
    left({ request }) {
      stops.get(request)?.()
      stops.delete(request)
    },
  })
}

/** Calls `tell` with 1, 2, 3 …, so often a second. Returns how to stop it. */
function countUp(perSecond: number, tell: (n: number) => void): () => void {
  let last = performance.now()
  let owed = 0
  let n = 0
  const timer = setInterval(() => {
    const now = performance.now()
    owed += (Math.min(MOST_OWED, now - last) * perSecond) / 1_000
    last = now
    for (; owed >= 1; owed -= 1) tell(++n)
  }, STEP)
  return () => clearInterval(timer)
}
