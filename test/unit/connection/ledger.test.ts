import { describe, expect, test } from 'vitest'
import type { HeartbeatOptions } from '../../../src/index.ts'
import { ClientStage, stagePage } from '../../fake/stage.ts'

const pings = { message: 'ping', pong: 'pong' }

async function up(heartbeat: HeartbeatOptions = pings): Promise<ClientStage> {
  const stage = new ClientStage({ heartbeat })
  await stage.open()
  return stage
}

describe('unconfirmed', () => {
  test('counts what was handed over since the last answered ping was sent', async () => {
    const { client, socket, clock } = await up()
    client.send('a')
    client.send('grüße')
    expect(client.stats().unconfirmed).toEqual({ messages: 2, bytes: 8 })
    await clock.advance(25_000)
    client.send('after the ping')
    expect(client.stats().unconfirmed).toEqual({ messages: 3, bytes: 22 })
    socket.receive('pong')
    expect(client.stats().unconfirmed).toEqual({ messages: 1, bytes: 14 })
  })

  test('is told in the cause when the link ends', async () => {
    const stage = await up()
    stage.client.send('abc')
    stage.socket.end()
    expect(stage.client.state).toMatchObject({ cause: { unconfirmed: { messages: 1, bytes: 3 } } })
    expect(stage.client.stats()).not.toHaveProperty('unconfirmed')
  })

  test('counts nothing that still waits', async () => {
    const stage = await up()
    stage.socket.bufferedAmount = 1e9
    stage.client.send('waits')
    stage.socket.end()
    expect(stage.client.state).toMatchObject({ cause: { unconfirmed: { messages: 0, bytes: 0 } } })
  })

  test('is asked about on a busy link once each interval', async () => {
    const { client, socket, clock } = await up()
    for (let i = 0; i < 99; i++) {
      await clock.advance(1_000)
      client.send('a')
      socket.receive('news')
    }
    expect(socket.sent.filter((data) => data === 'ping').length).toBeLessThan(4)
  })

  test('is proven by no pong after a hundred pings that a busy server did not answer', async () => {
    const { client, socket, clock } = await up({ ...pings, interval: 1_000, timeout: 1_000 })
    client.send('abc')
    for (let i = 0; i < 1_500; i++) {
      await clock.advance(100)
      socket.receive('news')
    }
    for (let i = 0; i < 200; i++) socket.receive('pong')
    expect(client.stats().unconfirmed).toEqual({ messages: 1, bytes: 3 })
  })

  test('begins anew with each link', async () => {
    const stage = await up()
    stage.client.send('abc')
    stage.socket.end()
    await stage.clock.advance(1_000)
    await stage.open()
    expect(stage.client.stats().unconfirmed).toEqual({ messages: 0, bytes: 0 })
  })

  test.for([undefined, { message: 'ping' }, { passive: 1_000 }])(
    'is absent where nothing proves: %j',
    async (heartbeat) => {
      const stage = new ClientStage({ ...(heartbeat && { heartbeat }) })
      await stage.open()
      stage.client.send('a')
      expect(stage.client.stats()).not.toHaveProperty('unconfirmed')
      stage.socket.end()
      expect(stage.cause).not.toHaveProperty('unconfirmed')
    },
  )

  test('is absent in the cause of a dial that failed', async () => {
    const stage = new ClientStage({ heartbeat: pings })
    await stage.clock.advance(0)
    stage.socket.fail()
    expect(stage.cause).not.toHaveProperty('unconfirmed')
  })

  test('makes a busy link ping, too: only an answered ping proves', async () => {
    const { client, socket, clock } = await up()
    client.send('a')
    for (let i = 0; i < 30; i++) {
      await clock.advance(1_000)
      socket.receive('news')
    }
    expect(socket.sent).toEqual(['a', 'ping'])
  })

  test('lets a busy link be when everything is proven', async () => {
    const { socket, clock } = await up()
    for (let i = 0; i < 100; i++) {
      await clock.advance(1_000)
      socket.receive('news')
    }
    expect(socket.sent).toEqual([])
  })

  test('takes pongs in the order of their pings', async () => {
    const page = stagePage()
    const { client, socket, clock } = await up()
    await clock.advance(6_000)
    client.send('1')
    page.show()
    client.send('2')
    await clock.advance(300)
    page.show()
    client.send('3')
    socket.receive('pong')
    expect(client.stats().unconfirmed?.messages).toBe(2)
    socket.receive('pong')
    expect(client.stats().unconfirmed?.messages).toBe(1)
    socket.receive('pong')
    expect(client.stats().unconfirmed?.messages).toBe(1)
  })
})
