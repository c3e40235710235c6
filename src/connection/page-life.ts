import { watchPage, type PageSignal } from '../platform/signals.ts'

// What the life of the page, and of its owner, asks of a connection.

export interface PageLife {
  /** Timers and sockets are about to stop: what we have is worthless when the page comes back. */
  suspend(reason: PageSignal): void
  /** The page is back. */
  restore(): void
  /** Find out whether the link is alive; `urgent`: even if something came in just now. */
  probe(urgent: boolean): void
  /** A dial that waits may be worth trying now. */
  wake(): void
  close(): void
}

/** Watches page and network, and the owner's `abort`, until the returned function is called. */
export function watchPageLife(life: PageLife, abort: AbortSignal | undefined): () => void {
  const close = () => life.close()
  abort?.addEventListener('abort', close)
  const stop = watchPage((signal) => {
    if (signal === 'frozen' || signal === 'cached') return life.suspend(signal)
    if (signal === 'resumed' || signal === 'restored') life.restore()
    life.probe(signal === 'offline')
    if (signal !== 'offline') life.wake()
  })
  return () => {
    abort?.removeEventListener('abort', close)
    stop()
  }
}
