import { describe, expect, test } from 'vitest'
import type { RawClientOptions } from '../../src/index.ts'
import { ClientStage, stagePage } from '../fake/stage.ts'

/** An open client that nobody listens to, whose link is hung up after a minute. */
async function up(options: Partial<RawClientOptions> = {}): Promise<ClientStage> {
  const stage = new ClientStage({ connect: 'lazy', idle: { after: 60_000 }, ...options })
  void stage.client.ready()
  await stage.open()
  return stage
}

describe('idle', () => {
  test('hangs up a link that nobody needed for so long, and says why', async () => {
    const { client, clock, socket } = await up()
    await clock.advance(59_999)
    expect(client.state.name).toBe('open')
    await clock.advance(1)
    expect(client.state).toMatchObject({ name: 'idle', cause: { kind: 'user', code: 4956, reason: 'idle' } })
    expect(socket.asked).toEqual({ code: 1000, reason: '' })
    expect(clock.armed).toBe(0)
  })

  test('is off by default', async () => {
    const stage = new ClientStage({ connect: 'lazy' })
    void stage.client.ready()
    await stage.open()
    await stage.clock.advance(3_600_000)
    expect(stage.client.state.name).toBe('open')
  })

  test('keeps the link while somebody listens, and counts from the last one that leaves', async () => {
    const stage = await up()
    const leave = stage.listen()
    await stage.clock.advance(3_630_000)
    leave()
    await stage.clock.advance(59_999)
    expect(stage.client.state.name).toBe('open')
    await stage.clock.advance(1)
    expect(stage.client.state.name).toBe('idle')
  })

  test('counts from the last message that was sent', async () => {
    const { client, clock } = await up()
    await clock.advance(50_000)
    client.send('a')
    await clock.advance(59_999)
    expect(client.state.name).toBe('open')
    await clock.advance(1)
    expect(client.state.name).toBe('idle')
  })

  test.for(['waits in the outbox', 'is in the buffer of the browser'])(
    'keeps the link while something %s',
    async (place) => {
      const { client, clock, socket } = await up()
      socket.bufferedAmount = 100_000
      if (place === 'waits in the outbox') client.send('a')
      await clock.advance(600_000)
      expect(client.state.name).toBe('open')
      socket.bufferedAmount = 0
      await clock.advance(120_000)
      expect(client.state.name).toBe('idle')
    },
  )

  test.for(['send', 'listen', 'ready', 'writable'] as const)('dials again at %s', async (need) => {
    const stage = await up()
    await stage.clock.advance(60_000)
    if (need === 'listen') stage.listen()
    else void stage.client[need]('a')
    expect(stage.client.state).toMatchObject({ name: 'connecting', attempt: 1, cause: { code: 4956 } })
    const socket = await stage.open()
    expect(stage.network.sockets).toHaveLength(2)
    expect(socket.sent).toEqual(need === 'send' ? ['a'] : [])
  })

  test('counts attempts anew when the link had been stable', async () => {
    const stage = new ClientStage({ connect: 'lazy', idle: { after: 60_000 } })
    void stage.client.ready()
    await stage.refuse(2)
    await stage.clock.advance(6_000)
    await stage.open()
    await stage.clock.advance(60_000)
    stage.client.send('a')
    expect(stage.client.state).toMatchObject({ name: 'connecting', attempt: 1 })
  })

  test('does not hang up while it waits for a dial, so that no need shortens a wait', async () => {
    const { client, clock, socket } = await up()
    socket.end(1013, '{"retryAfter": 200000}')
    await clock.advance(199_999)
    expect(client.state.name).toBe('waiting')
  })

  test('stays idle whatever page and network do', async () => {
    const page = stagePage()
    const { client, clock, network } = await up()
    await clock.advance(60_000)
    page.online()
    page.hide()
    page.show()
    page.freeze()
    page.resume()
    page.leave(true)
    page.comeBack(true)
    await clock.advance(3_600_000)
    expect(client.state.name).toBe('idle')
    expect(network.sockets).toHaveLength(1)
  })

  test.for([0, 60_000])('ends with close(), after %i ms', async (time) => {
    const { client, clock, socket } = await up()
    await clock.advance(time)
    client.close()
    socket.confirm()
    await clock.advance(0)
    expect(client.state.name).toBe('closed')
    expect(clock.armed).toBe(0)
  })
})
