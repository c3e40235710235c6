/** The server under the channels, as any application would have it; it knows nothing of faults. */
import { createServer, type Server } from 'holdfast/server'
import { channels, type DemoChannels } from '../shared/channels.ts'

export type Realtime = Server<DemoChannels, undefined>

/** Listens on a free port of the loopback interface. */
export function createRealtime(): Realtime {
  return createServer({
    channels,
    path: '/live',
    heartbeat: 10_000,
    limits: {
      messageBytes: 16 * 1024,
      // A hundred thousand queued items come as fast as a browser can send.
      messagesPerSecond: Infinity,
      bufferedBytes: 4 * 1024 * 1024,
    },
    logger: { warn: (message, ...details) => console.warn([message, ...details].map(firstLine).join(': ')) },
  })
}

/** Of whatever a client did wrong, one line is enough. */
function firstLine(detail: unknown): string {
  return String(detail).split('\n', 1)[0] ?? ''
}
