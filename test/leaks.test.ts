// Thousands of lives against a real server: when they are over, nothing of them is left.
import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createClient, raw, ReconnectingWebSocket, type Clock } from '../src/index.ts'
import { countingClock } from './scenario/clock.ts'
import { Page } from './scenario/page.ts'
import { WebSocket } from 'ws'
import { RealServer } from './scenario/server.ts'
import { until } from './scenario/stage.ts'

const cycles = 1_000
const together = 25
const options = {
  WebSocket,
  backoff: { first: 5 },
  heartbeat: { message: 'ping', pong: 'pong' },
}

const page = Page.install()

async function cuttingServer(): Promise<RealServer> {
  const server = await RealServer.start({
    onMessage: (data, peer) => void (data === 'cut me' && peer.terminate()),
  })
  onTestFinished(() => server.kill())
  return server
}

function heapInUse(): number {
  if (!globalThis.gc) throw new Error('Run with --expose-gc')
  globalThis.gc()
  return process.memoryUsage().heapUsed
}

function resources(): string[] {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'TCPSocketWrap')
}

/** Runs `live` two thousand times, some beside each other, and looks at what the second thousand left. */
async function expectNothingLeft(server: RealServer, live: (clock: Clock) => Promise<object>): Promise<void> {
  const { clock, running } = countingClock()
  const idle = resources().length
  const lived: WeakRef<object>[] = []
  async function thousand(): Promise<number> {
    for (let done = 0; done < cycles; done += together) {
      await Promise.all(
        Array.from({ length: together }, () => live(clock).then((each) => lived.push(new WeakRef(each)))),
      )
    }
    await until('sockets to go', () => server.sockets.size === 0)
    server.forget()
    await sleep(50)
    return heapInUse()
  }

  const before = await thousand()
  const growth = (await thousand()) - before
  expect(running.size, 'timers').toBe(0)
  expect(page.listeners, 'listeners').toBe(0)
  expect(resources().length, 'timers and sockets of the process').toBeLessThanOrEqual(idle)
  expect(growth / cycles, 'bytes kept for each').toBeLessThan(512)
  expect(lived.filter((each) => each.deref()).length, 'objects kept').toBeLessThanOrEqual(2 * together)
}

test('A client that was opened, cut, reopened and closed leaves nothing', async () => {
  const server = await cuttingServer()
  const { signal } = new AbortController()
  let mostListeners = 0

  await expectNothingLeft(server, async (clock) => {
    const client = createClient(server.url, { ...options, clock, signal, protocol: raw() })
    client.send('queued', { signal, ttl: 60_000 })
    await client.ready({ signal, timeout: 30_000 })
    client.send('cut me')
    await until('the second link', () => client.stats().opens === 2)
    await client.drained({ signal })
    mostListeners = Math.max(mostListeners, page.lastingListeners)
    client.close()
    return client
  })

  expect(mostListeners, 'listeners of all clients together').toBeLessThanOrEqual(7)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('A drop-in that was opened, cut, reopened and closed leaves nothing', async () => {
  const server = await cuttingServer()
  await expectNothingLeft(server, async (clock) => {
    const socket = new ReconnectingWebSocket(server.url, [], { ...options, clock })
    let opened = 0
    let closed = 0
    socket.addEventListener('open', () => opened++)
    socket.addEventListener('close', () => closed++)
    socket.send('cut me')
    await until('the second link', () => opened === 2)
    socket.close()
    await until('both closes', () => closed === 2)
    return socket
  })
})

test('A client that was closed before its link was open leaves nothing', async () => {
  const server = await cuttingServer()
  await expectNothingLeft(server, async (clock) => {
    const client = createClient(server.url, { ...options, clock, protocol: raw() })
    client.send('never sent')
    if (Math.random() < 0.5) await sleep(Math.random() * 5)
    client.close()
    return client
  })
})
