// How the heartbeat asks when page, network or clock say that time may have passed unseen.
import { describe, expect, test } from 'vitest'
import type { HeartbeatOptions } from '../../../src/index.ts'
import { ClientStage, stagePage } from '../../fake/stage.ts'

const pings = { message: 'ping', pong: 'pong' }

async function up(heartbeat: HeartbeatOptions = pings) {
  const page = stagePage()
  const stage = new ClientStage({ heartbeat })
  await stage.open()
  const { socket, client, clock } = stage
  return { page, stage, socket, client, clock }
}

describe('a timer that fires much too late', () => {
  test('asks once more instead of ending the link', async () => {
    const { clock, socket, client } = await up()
    await clock.advance(25_000)
    clock.pass(60_000)
    await clock.advance(0)
    expect(client.state.name).toBe('open')
    expect(socket.sent).toEqual(['ping', 'ping'])
    socket.receive('pong')
    await clock.advance(3_000)
    expect(client.state.name).toBe('open')
  })

  test('ends the link when that question goes unanswered for 3 s', async () => {
    const { clock, client } = await up()
    clock.pass(60_000)
    await clock.advance(0)
    await clock.advance(2_999)
    expect(client.state.name).toBe('open')
    await clock.advance(1)
    expect(client.state).toMatchObject({ cause: { kind: 'dead' } })
  })

  test('is no news when it is late by less than 5 s', async () => {
    const { clock, client } = await up()
    await clock.advance(25_000)
    clock.pass(14_000)
    await clock.advance(0)
    expect(client.state).toMatchObject({ cause: { kind: 'dead' } })
  })
})

describe('clocks that drift apart', () => {
  test.for([6_000, -6_000])('by %i ms ask instead of ending the link', async (drift) => {
    const { clock, client, socket } = await up()
    await clock.advance(25_000)
    clock.shift(drift)
    await clock.advance(10_000)
    expect(client.state.name).toBe('open')
    expect(socket.sent).toEqual(['ping', 'ping'])
    await clock.advance(3_000)
    expect(client.state.name).not.toBe('open')
  })

  test('by less than 5 s are no news', async () => {
    const { clock, client } = await up()
    await clock.advance(25_000)
    clock.shift(4_000)
    await clock.advance(10_000)
    expect(client.state.name).not.toBe('open')
  })
})

describe('a wake signal on an open link', () => {
  test.for(['online', 'show', 'offline'] as const)('asks: %s', async (signal) => {
    const { page, clock, socket, client } = await up()
    await clock.advance(6_000)
    page[signal]()
    expect(socket.sent).toEqual(['ping'])
    await clock.advance(2_999)
    expect(client.state.name).toBe('open')
    await clock.advance(1)
    expect(client.state).toMatchObject({ cause: { kind: 'dead' } })
  })

  test('does not ask when a frame came in the last 5 s', async () => {
    const { page, clock, socket } = await up()
    await clock.advance(10_000)
    socket.receive('a')
    await clock.advance(4_999)
    page.online()
    expect(socket.sent).toEqual([])
    await clock.advance(1)
    page.online()
    expect(socket.sent).toEqual(['ping'])
  })

  test('asks even then when it is offline', async () => {
    const { page, socket } = await up()
    socket.receive('a')
    page.offline()
    expect(socket.sent).toEqual(['ping'])
  })

  test('is one with those that follow within 250 ms', async () => {
    const { page, clock, socket } = await up()
    await clock.advance(6_000)
    page.online()
    page.show()
    await clock.advance(249)
    page.show()
    expect(socket.sent).toEqual(['ping'])
    await clock.advance(1)
    page.show()
    expect(socket.sent).toEqual(['ping', 'ping'])
  })

  test('does not put off the verdict, however many follow', async () => {
    const { page, clock, client } = await up()
    await clock.advance(6_000)
    for (let i = 0; i < 10; i++) {
      page.show()
      await clock.advance(300)
    }
    expect(client.state.name).not.toBe('open')
  })

  test('gives a slow link four times its worst round trip', async () => {
    const { page, clock, socket, client } = await up()
    await clock.advance(25_000)
    await clock.advance(2_000)
    socket.receive('pong')
    await clock.advance(6_000)
    page.show()
    await clock.advance(7_999)
    expect(client.state.name).toBe('open')
    await clock.advance(1)
    expect(client.state.name).not.toBe('open')
  })

  test('gives a new link no time for the slowness of an earlier one', async () => {
    const { page, stage, clock, socket, client } = await up()
    await clock.advance(25_000)
    await clock.advance(2_000)
    socket.receive('pong')
    client.reconnect()
    await stage.open()
    await clock.advance(6_000)
    page.show()
    await clock.advance(3_000)
    expect(client.state.name).not.toBe('open')
  })

  test('goes back to the rhythm of the heartbeat once it is answered', async () => {
    const { page, clock, socket } = await up()
    await clock.advance(6_000)
    page.show()
    await clock.advance(100)
    socket.receive('pong')
    await clock.advance(24_999)
    expect(socket.sent).toEqual(['ping'])
    await clock.advance(1)
    expect(socket.sent).toEqual(['ping', 'ping'])
  })

  test('leaves a link without a heartbeat alone', async () => {
    const page = stagePage()
    const stage = new ClientStage()
    await stage.open()
    for (const signal of ['offline', 'online', 'show'] as const) page[signal]()
    await stage.clock.advance(60_000)
    expect(stage.life).toEqual(['connecting', 'open'])
    expect(stage.socket.sent).toEqual([])
  })
})

describe('latency', () => {
  test('is what pings and pongs took: last, mean and worst', async () => {
    const { clock, socket, client } = await up()
    expect(client.stats().latency).toEqual({ last: undefined, mean: undefined, worst: undefined })
    for (const rtt of [30, 90, 60]) {
      await clock.advance(25_000)
      await clock.advance(rtt)
      socket.receive('pong')
    }
    expect(client.stats().latency).toEqual({ last: 60, mean: 60, worst: 90 })
  })

  test('is that of the current link, whatever an earlier one left unanswered', async () => {
    const stage = new ClientStage({ heartbeat: pings })
    await stage.open()
    await stage.clock.advance(25_000)
    await stage.clock.advance(50)
    stage.socket.receive('pong')
    await stage.clock.advance(40_000)
    await stage.open()
    expect(stage.client.stats().latency).toEqual({ last: undefined, mean: undefined, worst: undefined })
    await stage.clock.advance(25_000)
    stage.socket.receive('pong')
    expect(stage.client.stats().latency).toMatchObject({ worst: 0 })
  })

  test('is not guessed at from a pong that may answer another ping', async () => {
    const { clock, socket, client, page } = await up()
    await clock.advance(25_000)
    await clock.advance(1_000)
    page.show()
    await clock.advance(10)
    socket.receive('pong')
    expect(client.stats().latency.last).toBeUndefined()
    await clock.advance(10)
    socket.receive('pong')
    expect(client.stats().latency.last).toBe(20)
  })

  test('is not taken from a pong that answers nothing', async () => {
    const { clock, socket, client } = await up()
    await clock.advance(20_000)
    socket.receive('pong')
    expect(client.stats().latency.last).toBeUndefined()
  })
})
