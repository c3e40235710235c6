import { watchPage, type PageSignal } from '../platform/signals.ts'

// What the life of the page asks of a connection.

export interface PageLife {
  /** Timers and sockets are about to stop: what we have is worthless when the page comes back. */
  suspend(reason: PageSignal): void
  /** The page is back. */
  restore(): void
  /** Find out whether the link is alive; `urgent`: even if something came in just now. */
  probe(urgent: boolean): void
  /** A dial that waits may be worth trying now. */
  wake(): void
}

/** Watches page and network until the returned function is called. */
export function watchPageLife(life: PageLife): () => void {
  return watchPage((signal) => {
    if (signal === 'frozen' || signal === 'cached') return life.suspend(signal)
    if (signal === 'resumed' || signal === 'restored') life.restore()
    life.probe(signal === 'offline')
    if (signal !== 'offline') life.wake()
  })
}
