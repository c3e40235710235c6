import { ClosedError, ConnectTimeoutError } from './errors.ts'
import type { ConnectionState } from './connection/state.ts'
import type { Clock } from './platform/clock.ts'
import { readOptions } from './policy/option.ts'

// Waits until a connection has come to something, unless it closes, time runs out or the caller loses interest.

export interface WaitOptions {
  /** Rejects after so many ms. @default Infinity */
  timeout?: number
  /** Rejects with the signal's reason. */
  signal?: AbortSignal
}

/** Whose states are waited for. */
interface Waited {
  readonly state: ConnectionState
  on(event: 'state', listener: () => void): () => void
}

/** Whoever waits for the outbox looks at it this often (ms). */
const looksApart = 10

/** Resolves once `isReached`. Rejects with ClosedError, ConnectTimeoutError at the timeout, or the signal's reason. */
export function until(
  isReached: () => boolean,
  waited: Waited,
  clock: Clock,
  { timeout, signal }: WaitOptions = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const patience = readOptions({ timeout }, { timeout: Infinity }).timeout
    const settle = (finish: () => void) => {
      cleanups.forEach((cleanup) => cleanup())
      finish()
    }
    const check = () => {
      const { state } = waited
      // Looked at first: what was dropped by the close is not drained.
      if (state.name === 'closed') {
        settle(() => reject(new ClosedError('The client is closed', { cause: state.cause })))
      } else if (isReached()) settle(resolve)
      else if (state.name === 'open') look.start(looksApart)
    }
    // No event tells that the browser's buffer empties.
    const look = clock.timer(check)
    const abort = () => settle(() => reject(signal?.reason))
    const timer = clock.timer(() =>
      settle(() =>
        reject(new ConnectTimeoutError(`Not reached within ${patience} ms; the client is ${waited.state.name}`)),
      ),
    )
    const cleanups = [
      waited.on('state', check),
      () => look.stop(),
      () => timer.stop(),
      () => signal?.removeEventListener('abort', abort),
    ]
    timer.start(patience)
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    else check()
  })
}
