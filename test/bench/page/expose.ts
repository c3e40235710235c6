// What the driver can call in a page.
import { Links } from './links.ts'
import { Queue } from './queue.ts'
import type { Connect } from './subject.ts'
import { armedTimers } from './timers.ts'
import { Traffic } from './traffic.ts'

function createBench(connect: Connect) {
  const traffic = new Traffic(connect)
  const links = new Links(connect)
  const queue = new Queue(connect)
  return {
    open: (url: string) => traffic.open(url),
    receive: (count: number) => traffic.receive(count),
    send: (count: number, every: number) => traffic.send(count, every),
    echo: (count: number) => traffic.echo(count),
    openLinks: (url: string, count: number) => links.open(url, count),
    openAndClose: (url: string, count: number) => links.openAndClose(url, count),
    reopened: (count: number, limit: number) => links.reopened(count, limit),
    signalAt: () => links.signalAt,
    prepare: (count: number, size: number) => queue.prepare(count, size),
    enqueue: (url: string) => queue.enqueue(url),
    loop: (url: string) => queue.loop(url),
    flushed: () => queue.flushed(),
    said: () => queue.said,
    armedTimers,
  }
}

export type Bench = ReturnType<typeof createBench>

export function expose(connect: Connect): void {
  Object.assign(globalThis, { bench: createBench(connect) })
}
