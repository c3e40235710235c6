// What a page that sleeps, wakes, leaves and comes back does to a connection.
import { describe, expect, test } from 'vitest'
import { ClientStage, DropInStage, stagePage } from '../../fake/stage.ts'

async function up(...args: ConstructorParameters<typeof ClientStage>) {
  const page = stagePage()
  const stage = new ClientStage(...args)
  await stage.open()
  return { page, stage }
}

describe('online while it waits', () => {
  test.for(['online', 'show'] as const)('dials at once: %s', async (signal) => {
    const { page, stage } = await up()
    await stage.clock.advance(10_000)
    stage.socket.end()
    page[signal]()
    expect(stage.client.state).toMatchObject({ name: 'connecting' })
    await stage.open()
    await stage.clock.advance(10_000)
    expect(stage.network.sockets).toHaveLength(2)
  })

  test('dials at most once a second, however many signals come', async () => {
    const page = stagePage()
    const stage = new ClientStage()
    const dials: number[] = []
    stage.network.ondial = () => dials.push(stage.clock.now())
    for (let i = 0; i < 500; i++) {
      await stage.clock.advance(10)
      if (stage.client.state.name === 'connecting') stage.socket.fail()
      page.online()
      page.show()
    }
    const apart = dials.slice(1).map((at, index) => at - dials[index]!)
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(1_000)
    expect(dials.length).toBeGreaterThanOrEqual(4)
  })

  test('tells when the earlier dial is due', async () => {
    const page = stagePage()
    const stage = new ClientStage()
    await stage.clock.advance(300)
    stage.socket.fail()
    expect(stage.client.state).toMatchObject({ delay: 2_250 })
    page.online()
    expect(stage.client.state).toMatchObject({ name: 'waiting', delay: 700, retryAt: stage.clock.wall() + 700 })
    expect(stage.client.state).toMatchObject({ attempt: 2, cause: { kind: 'refused' } })
    await stage.clock.advance(700)
    expect(stage.client.state.name).toBe('connecting')
  })

  test('does not put off a dial that is due sooner', async () => {
    const page = stagePage()
    const stage = new ClientStage({ backoff: () => 100 })
    await stage.clock.advance(0)
    stage.socket.fail()
    page.online()
    await stage.clock.advance(100)
    expect(stage.network.sockets).toHaveLength(2)
  })

  test.for(['online', 'show'] as const)('does not shorten a wait that the server asked for: %s', async (signal) => {
    const { page, stage } = await up()
    await stage.clock.advance(10_000)
    stage.socket.end(1001, '{"retryAfter": 60000}')
    page[signal]()
    await stage.clock.advance(59_999)
    expect(stage.network.sockets).toHaveLength(1)
    await stage.clock.advance(1)
    expect(stage.network.sockets).toHaveLength(2)
  })

  test('does not shorten such a wait within a second of the dial either', async () => {
    const { page, stage } = await up()
    stage.socket.end(1013)
    page.online()
    await stage.clock.advance(9_999)
    expect(stage.network.sockets).toHaveLength(1)
  })

  test('does not shorten such a wait by freezing and resuming', async () => {
    const { page, stage } = await up()
    await stage.clock.advance(10_000)
    stage.socket.end(1001, '{"retryAfter": 60000}')
    page.freeze()
    await stage.clock.advance(1_000)
    page.resume()
    await stage.clock.advance(58_000)
    expect(stage.network.sockets).toHaveLength(1)
    await stage.clock.advance(2_000)
    expect(stage.network.sockets).toHaveLength(2)
  })

  test('does not care for offline', async () => {
    const { page, stage } = await up()
    await stage.clock.advance(10_000)
    stage.socket.end()
    page.offline()
    expect(stage.client.state.name).toBe('waiting')
  })
})

describe.for([
  ['freeze', 'resume', 'frozen'],
  ['leave', 'comeBack', 'cached'],
] as const)('a page that %ss', ([sleep, wake, reason]) => {
  test('suspends an open link at once, and dials when it is back', async () => {
    const { page, stage } = await up()
    stage.socket.bufferedAmount = 1e9
    stage.client.send('waits')
    page[sleep](true)
    expect(stage.client.state).toMatchObject({
      name: 'suspended',
      cause: { kind: 'page', code: 4954, reason, opened: true },
    })
    expect(stage.socket.asked).toEqual({ code: 1000, reason: '' })
    expect(stage.clock.armed).toBe(0)
    await stage.clock.advance(3_600_000)
    expect(stage.network.sockets).toHaveLength(1)
    page[wake](true)
    await stage.open()
    expect(stage.client.state.name).toBe('open')
  })

  test('does so also when it is hidden before, as it always is', async () => {
    const { page, stage } = await up()
    page.hide()
    page[sleep](true)
    expect(stage.client.state.name).toBe('suspended')
  })

  test('suspends a dial and a wait, too', async () => {
    const page = stagePage()
    const dialling = new ClientStage()
    const waiting = new ClientStage()
    await waiting.clock.advance(0)
    waiting.socket.fail()
    page[sleep](true)
    for (const stage of [dialling, waiting]) {
      expect(stage.client.state.name).toBe('suspended')
      expect(stage.clock.armed).toBe(0)
      await stage.clock.advance(0)
      expect(stage.network.live).toHaveLength(0)
    }
    page[wake](true)
    for (const stage of [dialling, waiting]) {
      await stage.open()
      expect(stage.client.state.name).toBe('open')
    }
  })

  test('counts attempts anew when the link had been stable', async () => {
    const page = stagePage()
    const stage = new ClientStage()
    await stage.refuse(2)
    await stage.clock.advance(6_000)
    await stage.open()
    await stage.clock.advance(5_000)
    page[sleep](true)
    page[wake](true)
    expect(stage.client.state).toMatchObject({ name: 'connecting', attempt: 1 })
  })

  test('queues what is sent meanwhile', async () => {
    const { page, stage } = await up()
    const before = stage.socket
    page[sleep](true)
    expect(stage.client.send('a')).toBe('queued')
    page[wake](true)
    await stage.open()
    expect(before.sent).toEqual([])
    expect(stage.socket.sent).toEqual(['a'])
  })

  test('tells the drop-in of the lost link', async () => {
    const page = stagePage()
    const stage = new DropInStage()
    await stage.open()
    page[sleep](true)
    expect(stage.dropIn.readyState).toBe(0)
    expect(stage.events).toEqual(['open', 'close 4954'])
    page[wake](true)
    page[sleep](true)
    expect(stage.events).toEqual(['open', 'close 4954'])
  })

  test('leaves one alone that is closed', async () => {
    const { page, stage } = await up()
    stage.client.close()
    stage.socket.confirm()
    page[sleep](true)
    page[wake](true)
    await stage.clock.advance(60_000)
    expect(stage.client.state.name).toBe('closed')
    expect(page.listeners).toBe(0)
  })
})

test('a client that never dialled is not held by the page, as frameworks make some that they never show', async () => {
  const page = stagePage()
  const stage = new ClientStage({ connect: 'lazy' })
  expect(page.listeners).toBe(0)
  stage.client.send('a')
  await stage.open()
  expect(page.listeners).toBeGreaterThan(0)
})

describe('a page that goes for good', () => {
  test('is left to the browser: what is sent until then still goes', async () => {
    const { page, stage } = await up()
    page.leave(false)
    expect(stage.client.send('bye')).toBe('sent')
    expect(stage.client.state.name).toBe('open')
  })

  test('keeps its link when it is hidden only', async () => {
    const { page, stage } = await up()
    page.hide()
    await stage.clock.advance(3_600_000)
    page.show()
    expect(stage.life).toEqual(['connecting', 'open'])
  })
})

describe('close()', () => {
  test('wins over every wake signal', async () => {
    const { page, stage } = await up()
    stage.client.close()
    const wake = () => {
      for (const signal of ['online', 'show', 'resume'] as const) page[signal]()
      page.comeBack(true)
    }
    wake()
    expect(stage.client.state.name).toBe('closing')
    await stage.clock.advance(1_000)
    wake()
    await stage.clock.advance(60_000)
    expect(stage.client.state.name).toBe('closed')
    expect(stage.network.sockets).toHaveLength(1)
  })

  test('leaves no listener on window and document, from whatever state', async () => {
    const { page, stage } = await up()
    expect(page.listeners).toBeGreaterThan(0)
    stage.client.close()
    await stage.clock.advance(1_000)
    expect(page.listeners).toBe(0)
  })
})
