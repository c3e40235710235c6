// Links that fall silent without an event: only a heartbeat finds them.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { blackhole, delay, reset } from './proxy.ts'
import { client, dropIn, waits } from './actors.ts'
import { stage, until } from './stage.ts'

const pings = { message: 'ping', pong: 'pong' }

describe.concurrent('a half-open link', () => {
  test('with a heartbeat of 500 + 500 ms is replaced within 1.2 s of the hole', async (test) => {
    const { server, proxy } = await stage(test)
    const {
      client: actor,
      causes,
      states,
      opened,
      messages,
    } = client(test, proxy.url, {
      heartbeat: { ...pings, interval: 500, timeout: 500 },
    })
    await opened()
    await until('an answered ping', () => actor.stats().latency.last !== undefined)
    proxy.strike(blackhole)
    const from = performance.now()
    const lateness = monitorEventLoopDelay({ resolution: 1 })
    lateness.enable()
    await opened(2)
    // Two timers and a dial: on a busy machine each is as late as everything else.
    const excuse = (3 * lateness.max) / 1e6
    test.expect(performance.now() - from).toBeLessThanOrEqual(1_200 + excuse)
    test.expect(causes[0]).toMatchObject({ kind: 'dead', code: 4951, opened: true, failures: 0 })
    test.expect(server.peers).toHaveLength(2)

    const [old] = proxy.links
    const before = states.length
    old?.reset()
    actor.send('on the new one')
    await until('the echo', () => messages.includes('on the new one'))
    await sleep(50)
    test.expect(states).toHaveLength(before)
  })

  test('is told to the drop-in as a close that was not clean, once, and lets go of the old socket', async (test) => {
    const { proxy } = await stage(test)
    const { socket, log, opened } = dropIn(test, proxy.url, {
      heartbeat: { ...pings, interval: 100, timeout: 100 },
    })
    await opened()
    proxy.strike(blackhole)
    await opened(2)
    proxy.strike((link) => link.up.swallowed && reset(link))
    socket.send('hello')
    await until('the echo', () => log.includes('message hello'))
    test
      .expect(log.filter((line) => line.startsWith('close')))
      .toEqual([test.expect.stringMatching(/^close (1006|4951) .*broken 0$/)])
    test.expect(log.filter((line) => line === 'open')).toHaveLength(2)
    test.expect(log.filter((line) => line.includes('pong'))).toEqual([])
  })

  test('counts what went into it as unconfirmed', async (test) => {
    const { server, proxy } = await stage(test)
    const {
      client: actor,
      causes,
      opened,
    } = client(test, proxy.url, {
      heartbeat: { ...pings, interval: 150, timeout: 150 },
    })
    await opened()
    actor.send('arrives')
    const confirmed = actor.stats().latency.last
    await until('an answered ping', () => actor.stats().latency.last !== confirmed)
    await until('proof of it', () => actor.stats().unconfirmed?.messages === 0)
    proxy.strike(blackhole)
    for (const data of ['one', 'two', 'three']) test.expect(actor.send(data)).toBe('sent')
    await opened(2)
    test.expect(server.texts).toEqual(['arrives'])
    test.expect(causes[0]?.unconfirmed).toEqual({ messages: 3, bytes: 11 })
  })
})

describe.concurrent('a passive heartbeat', () => {
  test('sends nothing, and finds the hole by the silence', async (test) => {
    const { server, proxy } = await stage(test)
    const ticker = setInterval(() => server.broadcast('tick'), 40)
    test.onTestFinished(() => clearInterval(ticker))
    const { causes, opened } = client(test, proxy.url, { heartbeat: { passive: 400 } })
    await opened()
    await sleep(700)
    test.expect(causes).toEqual([])
    proxy.strike(blackhole)
    await opened(2)
    test.expect(causes[0]).toMatchObject({ kind: 'dead' })
    test.expect(server.received).toEqual([])
    test.expect(server.pings).toEqual([])
  })
})

describe.concurrent('a server that does not know pings', () => {
  test('loses two links, then is only observed, which is said once', async (test) => {
    const { proxy } = await stage(test, { pings: false, echo: false })
    const warnings: string[] = []
    const {
      client: actor,
      causes,
      opened,
      states,
    } = client(test, proxy.url, {
      heartbeat: { ...pings, interval: 60, timeout: 60 },
      logger: { warn: (text: unknown) => warnings.push(String(text)) },
    })
    await opened(3)
    const before = states.length
    await sleep(800)
    test.expect(states).toHaveLength(before)
    test.expect(actor.state.name).toBe('open')
    test.expect(causes.map(({ kind }) => kind)).toEqual(['dead', 'dead'])
    test.expect(proxy.accepted).toHaveLength(3)
    test.expect(warnings).toHaveLength(1)
    test.expect(warnings[0]).toMatch(/heartbeat|ping/i)
  })

  test('is not taken for one once it has answered', async (test) => {
    let answer = true
    const { proxy } = await stage(test, {
      pings: false,
      echo: false,
      onLink: (peer) => peer.on('message', () => answer && peer.send('pong')),
    })
    const {
      client: actor,
      causes,
      opened,
    } = client(test, proxy.url, {
      heartbeat: { ...pings, interval: 60, timeout: 60 },
    })
    await opened()
    await until('a pong', () => actor.stats().latency.last !== undefined)
    answer = false
    await opened(4)
    test.expect(causes.map(({ kind }) => kind)).toEqual(['dead', 'dead', 'dead'])
  })
})

describe.concurrent('a link that is only slow', () => {
  test('stays up, and its latency is measured', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [delay(60)]
    const {
      client: actor,
      states,
      opened,
      messages,
    } = client(test, proxy.url, {
      heartbeat: { ...pings, interval: 80, timeout: 1_000 },
    })
    await opened()
    await sleep(900)
    test.expect(waits(states)).toEqual([])
    const { last = 0, mean = 0, worst = 0 } = actor.stats().latency
    test.expect(last).toBeGreaterThanOrEqual(110)
    test.expect(mean).toBeGreaterThanOrEqual(110)
    test.expect(worst).toBeGreaterThanOrEqual(mean)
    test.expect(messages).toEqual([])
  })

  test('is not pinged while the server talks', async (test) => {
    const { server, proxy } = await stage(test)
    const ticker = setInterval(() => server.broadcast('tick'), 20)
    test.onTestFinished(() => clearInterval(ticker))
    const { opened, messages } = client(test, proxy.url, {
      heartbeat: { ...pings, interval: 500, timeout: 500 },
    })
    await opened()
    await until('talk', () => messages.length >= 50)
    test.expect(server.pings).toEqual([])
  })

  test('is left alone for ever without a heartbeat', async (test) => {
    const { proxy } = await stage(test)
    const { client: actor, opened, causes } = client(test, proxy.url)
    await opened()
    proxy.strike(blackhole)
    await sleep(500)
    test.expect(actor.state.name).toBe('open')
    test.expect(causes).toEqual([])
    test.expect(actor.stats().unconfirmed).toBeUndefined()
  })
})
