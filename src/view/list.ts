import { nextFrame } from '../platform/clock.ts'
import { readOptions } from '../policy/option.ts'
import type { SomeChannel, View } from './view.ts'

// The latest events of a channel as an array, which changes once a frame, however many came in between.

/** How many events are shown, and what before the first. */
export interface ListOptions<T> {
  /** So many of the latest are kept. @default 1_000 */
  limit?: number
  /** What stands there before the first event. @default none */
  initial?: readonly T[]
}

/** @throws TypeError or RangeError */
export function createList(
  channel: SomeChannel,
  event: string,
  { initial = [], ...rest }: ListOptions<unknown>,
): View<readonly unknown[]> {
  const { limit } = readOptions(rest, { limit: 1_000 }, 1)
  let items = initial.slice(-limit)
  let shown = items
  const show = () => (shown = items = items.slice(-limit))
  return {
    get: () => shown,
    subscribe(changed) {
      let cancel: (() => void) | undefined
      const draw = () => {
        cancel = undefined
        show()
        changed()
      }
      const off = channel?.on(event, (data) => {
        // What is shown is never changed, and what a hidden page does not draw does not pile up.
        if (items === shown || items.length >= 2 * limit) items = items.slice(-limit)
        items.push(data)
        cancel ??= nextFrame(draw)
      })
      return () => {
        off?.()
        if (!cancel) return
        cancel()
        show()
      }
    },
  }
}
