// Most hosts tell the time of a message with it. Where they tell another time, or none, the heartbeat must not be misled.
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createClient, raw } from '../../../src/index.ts'
import { FakeNetwork, type FakeSocket } from '../../fake/socket.ts'
import { ClientStage } from '../../fake/stage.ts'

const stamps: Record<string, () => number | undefined> = {
  'the time of the page': () => performance.now(),
  'no time': () => undefined,
  'always 0': () => 0,
  'the time of day': () => Date.now(),
  'the time since the machine started': () => performance.now() + 86_400_000,
}

async function open(): Promise<FakeSocket> {
  const network = new FakeNetwork()
  const heartbeat = { message: 'ping', interval: 10_000, timeout: 5_000 }
  const client = createClient('ws://server.test/', { protocol: raw(), WebSocket: network.WebSocket, heartbeat })
  onTestFinished(() => client.close())
  await vi.advanceTimersByTimeAsync(0)
  network.last.open()
  await vi.advanceTimersByTimeAsync(0)
  return network.last
}

test('the time of a message is not believed where the client has a clock of its own', async () => {
  const stage = new ClientStage({ heartbeat: { message: 'ping', interval: 10_000 } })
  await stage.open()
  stage.socket.receive('news', 100)
  await stage.clock.advance(9_000)
  stage.socket.receive('news', 200)
  await stage.clock.advance(9_999)
  expect(stage.socket.sent).toEqual([])
})

describe.for(Object.entries(stamps))('a host whose messages tell %s', ([, stamp]) => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] })
    onTestFinished(() => void vi.useRealTimers())
  })

  test('asks nothing while messages come', async () => {
    const socket = await open()
    for (let second = 0; second < 60; second++) {
      await vi.advanceTimersByTimeAsync(1_000)
      socket.receive('news', stamp())
    }
    expect(socket.sent).toEqual([])
  })

  test('asks after an interval of silence, and finds the link dead', async () => {
    const socket = await open()
    await vi.advanceTimersByTimeAsync(300)
    socket.receive('news', stamp())
    await vi.advanceTimersByTimeAsync(500)
    socket.receive('more news', stamp())
    await vi.advanceTimersByTimeAsync(9_999)
    expect(socket.sent).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(socket.sent).toEqual(['ping'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(socket.asked).toEqual({ code: 1000, reason: '' })
  })
})
