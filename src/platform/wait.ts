import { readOptions } from '../policy/option.ts'
import type { Clock } from './clock.ts'

// A promise that its caller can limit and give up.

/** How long to wait. */
export interface WaitOptions {
  /** Rejects after so many ms. @default Infinity; 10_000 for `join()`, which a server has to answer */
  timeout?: number
  /** Rejects with the signal's reason. */
  signal?: AbortSignal
}

/**
 * Waits for what `begin` settles, which returns how to end it. Whatever comes first ends all of it: timer, listeners and
 * what `begin` began.
 * @param usual - the timeout if there is none among the options
 */
export function wait<T>(
  clock: Clock,
  { timeout: limit, signal }: WaitOptions,
  usual: number,
  late: (timeout: number) => Error,
  begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const { timeout } = readOptions({ timeout: limit }, { timeout: usual })
    signal?.throwIfAborted()
    let isOver = false
    let end: (() => void) | undefined = undefined
    const finish =
      <V>(settle: (value: V) => void) =>
      (value: V) => {
        if (isOver) return
        isOver = true
        timer.stop()
        signal?.removeEventListener('abort', abort)
        end?.()
        settle(value)
      }
    const fail = finish(reject)
    const abort = () => fail(signal?.reason)
    const timer = clock.timer(() => fail(late(timeout)))
    timer.start(timeout)
    signal?.addEventListener('abort', abort)
    end = begin(finish(resolve), fail)
    if (isOver) end()
  })
}
