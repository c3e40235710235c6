import { describe, expect, test, vi } from 'vitest'
import { CloseCode } from '../../../src/index.ts'
import { ClientStage, stagePage } from '../../fake/stage.ts'

async function up(): Promise<ClientStage> {
  const stage = new ClientStage()
  await stage.open()
  return stage
}

describe('close()', () => {
  test('asks the peer, and is closed when it confirms', async () => {
    const stage = await up()
    stage.client.close({ code: 4001, reason: 'bye' })
    expect(stage.client.state).toMatchObject({ name: 'closing', cause: { kind: 'user', code: 4001, reason: 'bye' } })
    expect(stage.socket.asked).toEqual({ code: 4001, reason: 'bye' })
    stage.socket.confirm()
    expect(stage.life).toEqual(['connecting', 'open', 'closing', 'closed'])
    expect(stage.clock.armed).toBe(0)
  })

  test('says 1000 unless told otherwise', async () => {
    const stage = await up()
    stage.client.close()
    expect(stage.socket.asked).toEqual({ code: CloseCode.Normal, reason: '' })
  })

  test('does not wait for a mute peer longer than a second', async () => {
    const stage = await up()
    stage.client.close()
    await stage.clock.advance(999)
    expect(stage.client.state.name).toBe('closed')
    expect(stage.clock.armed).toBe(0)
  })

  test('ends a dial that is under way, a wait, a suspension and what never began', async () => {
    const page = stagePage()
    const dialling = new ClientStage()
    await dialling.clock.advance(0)
    const waiting = new ClientStage()
    await waiting.refuse()
    const suspended = new ClientStage()
    page.freeze()
    const idle = new ClientStage({ connect: 'lazy' })
    for (const { client, clock, network } of [dialling, waiting, suspended, idle]) {
      client.close()
      await clock.advance(1_000)
      expect(client.state).toMatchObject({ name: 'closed', cause: { kind: 'user', code: 1000 } })
      await clock.advance(60_000)
      expect(network.live).toHaveLength(0)
      expect(clock.armed).toBe(0)
    }
    expect(page.listeners).toBe(0)
  })

  test('leaves no timer, whatever the old socket still says', async () => {
    const stage = await up()
    stage.client.close()
    await stage.clock.advance(1_000)
    stage.socket.readyState = 3
    stage.socket.error()
    expect(stage.clock.armed).toBe(0)
  })

  test('is told once, however often it is called', async () => {
    const stage = await up()
    for (let i = 0; i < 3; i++) stage.client.close()
    stage.socket.confirm()
    for (let i = 0; i < 3; i++) stage.client.close()
    await stage.clock.advance(1_000)
    expect(stage.states.filter(({ name }) => name === 'closing' || name === 'closed')).toHaveLength(2)
  })

  test('does not dial for what waits, and waits for no peer that goes on talking', async () => {
    const waiting = new ClientStage()
    waiting.client.send('a')
    await waiting.refuse()
    waiting.client.close()
    const talking = await up()
    talking.client.close()
    for (const { clock, client, socket, network } of [waiting, talking]) {
      await clock.advance(500)
      socket.receive('news')
      await clock.advance(499)
      expect(client.state.name).toBe('closed')
      expect(network.sockets).toHaveLength(1)
    }
  })

  test('drops what waits, and says so', async () => {
    const stage = new ClientStage()
    for (const data of ['a', 'b']) stage.client.send(data)
    stage.client.close()
    await stage.clock.advance(1_000)
    expect(stage.dropped).toEqual(['a: closed', 'b: closed'])
  })

  test('comes with the signal option, also before the first dial', async () => {
    const controller = new AbortController()
    const stage = new ClientStage({ signal: controller.signal })
    await stage.open()
    controller.abort()
    stage.socket.confirm()
    expect(stage.client.state).toMatchObject({ name: 'closed', cause: { kind: 'user' } })
    const aborted = new ClientStage({ signal: AbortSignal.abort() })
    await aborted.clock.advance(1_000)
    expect(aborted.client.state.name).toBe('closed')
    expect(aborted.network.sockets).toEqual([])
  })

  test('leaves no listener on the signal option', async () => {
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    const stage = new ClientStage({ signal })
    await stage.open()
    stage.client.close()
    stage.socket.confirm()
    expect(added).toHaveBeenCalled()
    for (const [, listener] of added.mock.calls) expect(removed.mock.calls.map((call) => call[1])).toContain(listener)
  })

  test('comes with the signal option also after reconnect()', async () => {
    const controller = new AbortController()
    const stage = new ClientStage({ signal: controller.signal })
    await stage.open()
    stage.client.close()
    stage.socket.confirm()
    stage.client.reconnect()
    await stage.open()
    controller.abort()
    stage.socket.confirm()
    expect(stage.client.state.name).toBe('closed')
  })

  test('comes with the signal option while nothing was sent by a lazy client', async () => {
    const controller = new AbortController()
    const stage = new ClientStage({ connect: 'lazy', signal: controller.signal })
    controller.abort()
    await stage.clock.advance(1_000)
    expect(stage.client.state.name).toBe('closed')
  })

  test.for([
    [999, ''],
    [1001, ''],
    [1005, ''],
    [2999, ''],
    [5000, ''],
    [NaN, ''],
    [1000, 'x'.repeat(124)],
    [1000, 'ü'.repeat(62)],
  ] as const)('throws for the code %d with a reason of %s, and leaves the client as it was', async ([code, reason]) => {
    const stage = await up()
    expect(() => stage.client.close({ code, reason })).toThrow()
    expect(stage.client.state.name).toBe('open')
    expect(stage.client.send('a')).toBe('sent')
  })
})

describe('close({ drain })', () => {
  test('sends first what waits', async () => {
    const stage = await up()
    stage.socket.bufferedAmount = 1e9
    stage.client.send('a')
    stage.client.close({ drain: 1_000 })
    await stage.clock.advance(200)
    expect(stage.socket.asked).toBeUndefined()
    stage.socket.bufferedAmount = 0
    await stage.clock.advance(100)
    expect(stage.socket.sent).toEqual(['a'])
    expect(stage.socket.asked).toBeDefined()
    stage.socket.confirm()
    expect(stage.drops).toEqual([])
  })

  test('gives up after that time', async () => {
    const stage = await up()
    stage.socket.bufferedAmount = 1e9
    stage.client.send('a')
    stage.client.close({ drain: 1_000 })
    await stage.clock.advance(1_000)
    expect(stage.socket.asked).toBeDefined()
    stage.socket.confirm()
    expect(stage.dropped).toEqual(['a: closed'])
  })

  test('does not wait when nothing waits', async () => {
    const stage = await up()
    stage.client.close({ drain: 1_000 })
    expect(stage.socket.asked).toBeDefined()
  })

  test('dials for it in the middle of a wait, and goes on with a dial under way', async () => {
    for (const refusals of [0, 1]) {
      const stage = new ClientStage()
      stage.client.send('a')
      await stage.refuse(refusals)
      stage.client.close({ drain: 5_000 })
      await stage.open()
      expect(stage.socket.sent).toEqual(['a'])
      expect(stage.socket.asked).toBeDefined()
      stage.socket.confirm()
      expect(stage.client.state.name).toBe('closed')
      expect(stage.clock.armed).toBe(0)
    }
  })

  test('ends when that dial fails', async () => {
    const stage = new ClientStage()
    stage.client.send('a')
    stage.client.close({ drain: 5_000 })
    await stage.refuse()
    expect(stage.client.state.name).toBe('closed')
    expect(stage.dropped).toEqual(['a: closed'])
    await stage.clock.advance(60_000)
    expect(stage.network.sockets).toHaveLength(1)
  })

  test('is forgotten by reconnect()', async () => {
    const stage = new ClientStage()
    stage.client.send('a')
    stage.client.close({ drain: 5_000 })
    stage.client.reconnect()
    await stage.open()
    await stage.clock.advance(60_000)
    expect(stage.socket.sent).toEqual(['a'])
    expect(stage.client.state.name).toBe('open')
  })

  test('takes no more messages', async () => {
    const stage = await up()
    stage.client.close({ drain: 1_000 })
    expect(() => stage.client.send('a')).toThrow(expect.objectContaining({ code: 'closed', retryable: false }))
  })
})
