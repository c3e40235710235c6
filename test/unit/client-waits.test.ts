// Promises of the client: ready(), writable(), drained().
import { describe, expect, test, vi } from 'vitest'
import { ClientStage } from '../fake/stage.ts'

/** What became of a promise so far: 'waits', 'resolved', or the error's name. */
function follow(promise: Promise<void>): { outcome: string } {
  const followed = { outcome: 'waits' }
  promise.then(
    () => (followed.outcome = 'resolved'),
    (error: unknown) => (followed.outcome = error instanceof Error ? error.name : String(error)),
  )
  return followed
}

async function up(): Promise<ClientStage> {
  const stage = new ClientStage()
  await stage.open()
  return stage
}

describe('ready()', () => {
  test('resolves once a link is open, and at once if one is', async () => {
    const stage = new ClientStage()
    const ready = follow(stage.client.ready())
    await stage.refuse(2)
    expect(ready.outcome).toBe('waits')
    await stage.clock.advance(6_000)
    await stage.open()
    expect(ready.outcome).toBe('resolved')
    await stage.client.ready()
  })

  test('keeps nothing on the signal once it is over', async () => {
    const stage = new ClientStage()
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const ready = stage.client.ready({ signal })
    await stage.open()
    await ready
    expect(removed).toHaveBeenCalledOnce()
  })

  test('rejects at its timeout, and goes on dialling', async () => {
    const stage = new ClientStage()
    const ready = follow(stage.client.ready({ timeout: 500 }))
    await stage.clock.advance(499)
    expect(ready.outcome).toBe('waits')
    await stage.clock.advance(1)
    expect(ready.outcome).toBe('ConnectTimeoutError')
    await stage.open()
    expect(stage.client.state.name).toBe('open')
  })

  test('rejects with ClosedError when the client closes, with the cause', async () => {
    const stage = new ClientStage()
    const ready = stage.client.ready()
    const followed = follow(ready)
    stage.client.close()
    await stage.clock.advance(1_000)
    expect(followed.outcome).toBe('ClosedError')
    await expect(ready).rejects.toMatchObject({ cause: { kind: 'user' } })
    await expect(stage.client.ready()).rejects.toMatchObject({ code: 'closed' })
  })
})

describe('writable()', () => {
  test('resolves while a message would go at once', async () => {
    const stage = new ClientStage()
    const early = follow(stage.client.writable())
    await stage.clock.advance(100)
    expect(early.outcome).toBe('waits')
    await stage.open()
    expect(early.outcome).toBe('resolved')
    stage.socket.bufferedAmount = 1e9
    const full = follow(stage.client.writable())
    await stage.clock.advance(1_000)
    expect(full.outcome).toBe('waits')
    stage.socket.bufferedAmount = 0
    await stage.clock.advance(100)
    expect(full.outcome).toBe('resolved')
    expect(stage.client.send('a')).toBe('sent')
  })

  test('looks no more once it was given up', async () => {
    const stage = await up()
    stage.socket.bufferedAmount = 1e9
    const early = follow(stage.client.writable({ timeout: 100 }))
    await stage.clock.advance(100)
    expect(early.outcome).toBe('ConnectTimeoutError')
    expect(stage.clock.armed).toBe(0)
    stage.client.reconnect()
    await stage.clock.advance(0)
    stage.socket.bufferedAmount = 1e9
    await stage.open()
    expect(stage.clock.armed).toBe(0)
  })

  test('dials, like ready(), for a lazy client', async () => {
    const stage = new ClientStage({ connect: 'lazy' })
    const writable = follow(stage.client.writable())
    await stage.open()
    expect(writable.outcome).toBe('resolved')
  })
})

describe('drained()', () => {
  test('resolves when all was handed over and has left the buffer', async () => {
    const stage = new ClientStage()
    stage.client.send('a')
    const drained = follow(stage.client.drained())
    await stage.clock.advance(0)
    stage.socket.bufferedAmount = 1e9
    await stage.open()
    await stage.clock.advance(1_000)
    expect(drained.outcome).toBe('waits')
    stage.socket.bufferedAmount = 10
    await stage.clock.advance(100)
    expect(stage.socket.sent).toEqual(['a'])
    expect(drained.outcome).toBe('waits')
    stage.socket.bufferedAmount = 0
    await stage.clock.advance(100)
    expect(drained.outcome).toBe('resolved')
  })

  test('resolves at once when there is nothing', async () => {
    await new ClientStage().client.drained()
    await (await up()).client.drained()
  })

  test('rejects when the client closed on what waited', async () => {
    const stage = new ClientStage()
    stage.client.send('a')
    const drained = follow(stage.client.drained())
    stage.client.close()
    await stage.clock.advance(1_000)
    expect(drained.outcome).toBe('ClosedError')
  })

  test('resolves without a link when what waited was discarded', async () => {
    const stage = new ClientStage()
    stage.client.send('a')
    const drained = follow(stage.client.drained())
    stage.client.discard()
    await stage.clock.advance(100)
    expect(drained.outcome).toBe('resolved')
  })
})

describe.for(['ready', 'writable', 'drained'] as const)('%s({ signal })', (wait) => {
  function waiting() {
    const stage = new ClientStage()
    stage.client.send('a')
    return stage
  }

  test('rejects with the reason of the signal', async () => {
    const stage = waiting()
    const controller = new AbortController()
    const followed = follow(stage.client[wait]({ signal: controller.signal }))
    controller.abort('no more')
    await stage.clock.advance(0)
    expect(followed.outcome).toBe('no more')
  })

  test('rejects at once when it was aborted before', async () => {
    const stage = waiting()
    await expect(stage.client[wait]({ signal: AbortSignal.abort('before') })).rejects.toBe('before')
  })

  test('rejects at its timeout', async () => {
    const stage = waiting()
    const followed = follow(stage.client[wait]({ timeout: 100 }))
    await stage.clock.advance(100)
    expect(followed.outcome).toBe('ConnectTimeoutError')
  })

  test('rejects for a timeout that is none', async () => {
    await expect(waiting().client[wait]({ timeout: -1 })).rejects.toThrow(/timeout/)
  })

  test('leaves neither listener nor timer behind', async () => {
    const stage = waiting()
    await stage.clock.advance(0)
    const { armed } = stage.clock
    const controllers = Array.from({ length: 3 }, () => new AbortController())
    const waits = controllers.map(({ signal }) => follow(stage.client[wait]({ signal, timeout: 60_000 })))
    expect(stage.clock.armed).toBe(armed + 3)
    controllers.forEach((controller) => controller.abort('done'))
    await stage.clock.advance(0)
    expect(waits.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done'])
    expect(stage.clock.armed).toBe(armed)
  })
})
