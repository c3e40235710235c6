// Counts the timers that are armed, in a page that is asked to; imported ahead of those who arm them.
const armed = new Set<number>()

export const armedTimers = (): number => armed.size

if (location.search.includes('timers')) watch()

function watch(): void {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis
  const arm = (id: number) => {
    armed.add(id)
    return id
  }
  const disarm = (clear: (id: number | undefined) => void) => (id: number | undefined) => {
    armed.delete(id ?? NaN)
    clear(id)
  }
  Object.assign(globalThis, {
    setTimeout(run: (...rest: unknown[]) => void, delay: number, ...rest: unknown[]) {
      const fire = () => {
        armed.delete(id)
        run(...rest)
      }
      const id = arm(setTimeout(fire, delay) as unknown as number)
      return id
    },
    setInterval: (...args: Parameters<typeof setInterval>) => arm(setInterval(...args) as unknown as number),
    clearTimeout: disarm(clearTimeout),
    clearInterval: disarm(clearInterval),
  })
}
