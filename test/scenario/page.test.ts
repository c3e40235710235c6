// What page and network say, while real links are up, down or dead. One page for all clients, so one test at a time.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { client, waits } from './actors.ts'
import { Page } from './page.ts'
import { answers, blackhole } from './proxy.ts'
import { stage, until } from './stage.ts'

const patient = { backoff: { first: 60_000, base: 60_000, cap: 60_000 } }
const pings = { message: 'ping', pong: 'pong' }

const page = Page.install()

describe('a waking network', () => {
  test('dials where the client waits, but not more than once a second', async (test) => {
    const { proxy } = await stage(test)
    proxy.faults = [answers(503)]
    const { states } = client(test, proxy.url, patient)
    const end = performance.now() + 2_500
    while (performance.now() < end) {
      page.say('online')
      page.say('visibilitychange')
      await sleep(50)
    }
    test.expect(proxy.accepted.length).toBeGreaterThanOrEqual(2)
    test.expect(proxy.accepted.length).toBeLessThanOrEqual(4)
    test.expect(waits(states).every(({ held }) => !held)).toBe(true)
  })

  test('does not cut short a wait that the server asked for, nor revive what was closed', async (test) => {
    const { server, proxy } = await stage(test)
    const held = client(test, proxy.url)
    const closed = client(test, proxy.url)
    await Promise.all([held.opened(), closed.opened()])
    closed.client.close()
    await closed.reached('closed')
    server.closeLinks(1013)
    await held.reached('waiting')
    page.say('online')
    await sleep(1_200)
    page.say('online')
    test.expect(held.client.state.name).toBe('waiting')
    test.expect(closed.client.state.name).toBe('closed')
    test.expect(proxy.accepted).toHaveLength(2)
  })

  test('asks open links that can be asked: dead ones are replaced, all others left alone', async (test) => {
    const { proxy } = await stage(test, { echo: false })
    const alive = client(test, proxy.url, { heartbeat: pings })
    const passive = client(test, proxy.url, { heartbeat: { passive: 60_000 } })
    const unasked = client(test, proxy.url)
    await Promise.all([alive.opened(), passive.opened(), unasked.opened()])
    const dead = await stage(test)
    const mute = client(test, dead.proxy.url, { heartbeat: pings })
    await mute.opened()
    dead.proxy.strike(blackhole)
    const from = performance.now()
    page.say('offline')
    await mute.opened(2)
    test.expect(performance.now() - from).toBeLessThanOrEqual(4_500)
    test.expect(mute.causes[0]).toMatchObject({ kind: 'dead' })
    await sleep(500)
    for (const [name, { client: actor, causes }] of Object.entries({ alive, passive, unasked })) {
      test.expect(causes, name).toEqual([])
      test.expect(actor.state.name, name).toBe('open')
    }
  })
})

describe('a page that goes away', () => {
  test.for([
    [
      'into the back/forward cache',
      () => page.say('pagehide', { persisted: true }),
      () => page.say('pageshow', { persisted: true }),
    ],
    ['into the freezer', () => page.say('freeze'), () => page.say('resume')],
  ] as const)('%s lets go of its link at once and dials when it is back', async ([, leave, comeBack], test) => {
    const { server, proxy } = await stage(test, { echo: false })
    const { client: actor, causes, opened } = client(test, proxy.url, { heartbeat: { ...pings, interval: 30 } })
    await opened()
    leave()
    test.expect(actor.state.name).toBe('suspended')
    test.expect(actor.send('while away')).toBe('queued')
    page.say('online')
    await until('goodbye', () => server.closes.length === 1)
    await sleep(1_200)
    test.expect(actor.state.name).toBe('suspended')
    test.expect(proxy.accepted).toHaveLength(1)
    test.expect(causes).toEqual([])
    comeBack()
    await until('what waited', () => server.texts.includes('while away'))
    test.expect(actor.state).toMatchObject({ name: 'open', attempt: 1 })
    test.expect(server.closes[0]?.code).toBe(1000)
  })

  test('for good still sends what it has to say', async (test) => {
    const { server, proxy } = await stage(test, { echo: false })
    const { client: actor, opened } = client(test, proxy.url)
    await opened()
    page.say('pagehide', { persisted: false })
    test.expect(actor.send('goodbye')).toBe('sent')
    await until('arrival', () => server.texts.includes('goodbye'))
    test.expect(actor.state.name).toBe('open')
  })
})

test('A hidden page keeps its link', async (test) => {
  const { proxy } = await stage(test)
  const { client: actor, states, opened } = client(test, proxy.url, { heartbeat: pings })
  await opened()
  const before = states.length
  Object.assign(page, { visibilityState: 'hidden' })
  page.say('visibilitychange')
  await sleep(100)
  test.expect(actor.state.name).toBe('open')
  test.expect(states).toHaveLength(before)
})
