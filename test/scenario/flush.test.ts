// Handing over a long queue: to links that are cut in the middle, to readers that stand still, through thin pipes.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { blackholeAfter, resetAfter, throttle } from './proxy.ts'
import type { Fault } from './link.ts'
import { client } from './actors.ts'
import { stage, until } from './stage.ts'

const heartbeat = { message: 'ping', pong: 'pong', interval: 150, timeout: 300 }

describe.concurrent('a flush', () => {
  test.for<[string, number, number, Fault[]]>([
    ['reset, small messages', 1_000, 40, [resetAfter(20_000, 'up')]],
    ['reset, middle ones', 1_000, 2_000, [resetAfter(700_000, 'up')]],
    ['reset, large ones', 20, 300_000, [resetAfter(2_000_000, 'up')]],
    ['swallowed', 300, 5_000, [blackholeAfter(500_000)]],
    ['cut three times', 300, 1_000, [resetAfter(90_000, 'up'), blackholeAfter(90_000), resetAfter(90_000, 'up')]],
    ['cut in the first frame', 50, 1_000, [resetAfter(900, 'up')]],
  ])('%s: nothing twice, nothing reordered, every loss counted', async ([, count, size, faults], test) => {
    const { server, proxy } = await stage(test, { echo: false })
    proxy.next(...faults)
    const { client: actor, causes, drops, opened } = client(test, proxy.url, { heartbeat })
    let accepted = 0
    for (let links = 1; links <= faults.length; links++) {
      for (let i = 0; i < count; i++) actor.send(`${accepted++}:`.padEnd(size, 'x'))
      await opened(links + 1)
    }
    await actor.drained()
    actor.send(`${accepted++}:last`)
    await until('the last message', () => server.texts.at(-1)?.endsWith('last') === true)
    await sleep(50)

    const numbers = server.texts.map((text) => parseInt(text))
    test.expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    const unconfirmed = causes.reduce((sum, cause) => sum + (cause.unconfirmed?.messages ?? 0), 0)
    test.expect(numbers.length + unconfirmed + actor.stats().queued.messages).toBeGreaterThanOrEqual(accepted)
    test.expect(numbers.length, 'the cuts cost something').toBeLessThan(accepted)
    test.expect(drops).toEqual([])
    test.expect(proxy.accepted).toHaveLength(faults.length + 1)
  })

  test('to a reader that stands still fills the outbox, and goes on when it reads again', async (test) => {
    const { server, proxy } = await stage(test, { echo: false })
    const { client: actor, opened } = client(test, proxy.url, { outbox: { maxBytes: 2_000_000 } })
    await opened()
    server.pause()
    const padding = 'x'.repeat(200_000)
    let accepted = 0
    const sendUntilFull = () => {
      for (; accepted < 1_000; accepted++) actor.send(`${accepted}:${padding}`)
    }
    // The kernel's buffers fill first.
    do test.expect(sendUntilFull).toThrow(test.expect.objectContaining({ code: 'outbox-full' }))
    while (await Promise.race([actor.writable().then(() => true), sleep(200, false)]))
    test.expect(actor.send('cursor', { volatile: true })).toBe('dropped')
    server.resume()
    await actor.writable()
    await actor.drained()
    await until('all', () => server.texts.length === accepted, 20_000)
    test.expect(server.texts.map((text) => parseInt(text))).toEqual(Array.from({ length: accepted }, (_, i) => i))
  })

  test('through a thin pipe is paced by writable()', async (test) => {
    const { server, proxy } = await stage(test, { echo: false })
    proxy.faults = [throttle(30_000_000, 'up')]
    const { client: actor, opened } = client(test, proxy.url)
    await opened()
    const padding = 'x'.repeat(100_000)
    let most = 0
    for (let i = 0; i < 100; i++) {
      await actor.writable()
      actor.send(`${i}:${padding}`)
      most = Math.max(most, actor.stats().queued.messages)
    }
    await actor.drained()
    await until('all', () => server.texts.length === 100, 20_000)
    test.expect(most).toBeLessThanOrEqual(1)
  })
})
