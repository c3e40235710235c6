// Twenty seconds of real time, all tests beside each other: with the default schedule, a server that completes the
// upgrade and drops must not be hammered.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test, type TestContext } from 'vitest'
import { flap, type FaultProxy } from './proxy.ts'
import { client, dropIn } from './actors.ts'
import { stage } from './stage.ts'

const defaults = { backoff: {}, stableAfter: 5_000, connectTimeout: 10_000 }

async function twentySeconds(test: TestContext, proxy: FaultProxy) {
  await sleep(20_000)
  test.expect(proxy.accepted.length).toBeLessThanOrEqual(8)
  test.expect(proxy.accepted.length).toBeGreaterThanOrEqual(4)
}

describe.concurrent('a flapping server sees at most 8 connections in 20 s', () => {
  test('when it hangs up right after the upgrade', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [flap(0)]
    dropIn(test, proxy.url, defaults)
    await twentySeconds(test, proxy)
  })

  test('when it hangs up half a second later, with a heartbeat running', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [flap(500)]
    client(test, proxy.url, { ...defaults, heartbeat: { message: 'ping', pong: 'pong', interval: 100 } })
    await twentySeconds(test, proxy)
  })

  test('when it says 1000, or 1012, as it hangs up', async (test) => {
    const plain = await stage(test, { onLink: (peer) => peer.close(1000) })
    const restarting = await stage(test, { onLink: (peer) => peer.close(1012, '{"retryAfter":0}') })
    client(test, plain.proxy.url, defaults)
    client(test, restarting.proxy.url, defaults)
    await sleep(20_000)
    test.expect(plain.proxy.accepted.length).toBeLessThanOrEqual(8)
    test.expect(restarting.proxy.accepted.length).toBeLessThanOrEqual(22)
  })

  test('when messages wait to be sent, and the luckiest dice fall', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [flap(0)]
    const { client: actor } = client(test, proxy.url, { ...defaults, random: () => 0 })
    actor.send('let me through')
    await twentySeconds(test, proxy)
  })

  test('and one with short waits is back at attempt 1 when the flapping ends', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [flap(0)]
    const { client: actor, opened } = client(test, proxy.url, { stableAfter: 200 })
    await opened(4)
    proxy.faults = []
    await opened(5)
    test.expect(actor.state).toMatchObject({ name: 'open', attempt: 5 })
    await sleep(300)
    proxy.strike((link) => link.reset())
    await opened(6)
    test.expect(actor.state).toMatchObject({ name: 'open', attempt: 1 })
  })
})
