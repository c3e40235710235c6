import type { Clock } from '../../src/index.ts'

/** The system's clock, which also knows how many of its timers run. */
export function countingClock(): { clock: Clock; running: Set<object> } {
  const running = new Set<object>()
  const clock: Clock = {
    now: () => performance.now(),
    wall: () => Date.now(),
    timer(callback) {
      let id: NodeJS.Timeout | undefined
      const timer = {
        start(ms: number) {
          timer.stop()
          if (ms === Infinity) return
          running.add(timer)
          id = setTimeout(
            () => {
              running.delete(timer)
              callback()
            },
            Math.min(ms, 2 ** 31 - 1),
          )
        },
        stop() {
          clearTimeout(id)
          running.delete(timer)
        },
      }
      return timer
    },
  }
  return { clock, running }
}
