/** Measures the machine that the server runs on, ten times a second. */
import { availableParallelism, cpus, freemem, loadavg, platform, totalmem } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Realtime } from './realtime.ts'

const INTERVAL = 100
const RESOLUTION = 5
/** The kernel counts in ticks of 10 ms: from one look to the next there are too few to tell. */
const LOOKS = 5

export function serveMachine(server: Realtime): void {
  const processor = new ProcessorUse()
  const loop = new LoopDelay()
  setInterval(() => {
    const memoryTotal = totalmem()
    server.publish('machine', 'sample', {
      cpu: round(processor.percent()),
      memoryUsed: memoryTotal - freemem(),
      memoryTotal,
      loopDelay: round(loop.worst()),
    })
  }, INTERVAL)

  server.channel('machine', {
    subscribe: () => ({ cores: availableParallelism(), platform: platform() }),
    requests: { load: () => ({ lastMinute: round(loadavg()[0] ?? 0) }) },
  })
}

class ProcessorUse {
  #looks = [readTicks()]

  /** Use of all cores together over the last looks. */
  percent(): number {
    const now = readTicks()
    this.#looks = [...this.#looks.slice(-LOOKS), now]
    const before = this.#looks[0] ?? now
    const total = now.total - before.total
    return total > 0 ? (100 * (now.busy - before.busy)) / total : 0
  }
}

function readTicks(): { busy: number; total: number } {
  let busy = 0
  let total = 0
  for (const { times } of cpus()) {
    const used = times.user + times.nice + times.sys + times.irq
    busy += used
    total += used + times.idle
  }
  return { busy, total }
}

class LoopDelay {
  // A histogram does not see the wait that is under way when it is reset: two take turns, so that one always does.
  #current = monitorEventLoopDelay({ resolution: RESOLUTION })
  #other = monitorEventLoopDelay({ resolution: RESOLUTION })

  constructor() {
    this.#current.enable()
    this.#other.enable()
  }

  /** The longest wait of the last two intervals, ms. */
  worst(): number {
    const nanoseconds = this.#current.count > 0 ? this.#current.max : 0
    this.#current.reset()
    const next = this.#other
    this.#other = this.#current
    this.#current = next
    // What is recorded is the time between two looks, so a look's own interval is part of it.
    return Math.max(0, nanoseconds / 1e6 - RESOLUTION)
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
