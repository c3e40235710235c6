import { describe, expect, test, vi } from 'vitest'
import type { HeartbeatOptions } from '../../../src/index.ts'
import { ClientStage, stageReports } from '../../fake/stage.ts'

const pings = { message: 'ping', pong: 'pong', interval: 25_000, timeout: 10_000 }

async function up(heartbeat: HeartbeatOptions | false = pings): Promise<ClientStage> {
  const stage = new ClientStage({ heartbeat })
  await stage.open()
  return stage
}

describe('heartbeat', () => {
  test('asks after an interval of silence, and not before', async () => {
    const { clock, socket } = await up()
    await clock.advance(24_999)
    expect(socket.sent).toEqual([])
    await clock.advance(1)
    expect(socket.sent).toEqual(['ping'])
  })

  test('asks every 25 s, and waits 10 s for the answer, unless told otherwise', async () => {
    const { clock, socket, life } = await up({ message: 'ping', pong: 'pong' })
    await clock.advance(25_000)
    expect(socket.sent).toEqual(['ping'])
    await clock.advance(9_999)
    expect(life).not.toContain('waiting')
  })

  test('is off without a message on the raw protocol, and with false', async () => {
    for (const heartbeat of [{}, { pong: 'pong' }, false] as const) {
      const { clock, socket, life } = await up(heartbeat)
      await clock.advance(200_000)
      expect(socket.sent).toEqual([])
      expect(life).toEqual(['connecting', 'open'])
    }
  })

  test('takes any inbound frame for life', async () => {
    const { clock, socket, client } = await up()
    for (let i = 0; i < 20; i++) {
      await clock.advance(20_000)
      socket.receive('news')
    }
    expect(socket.sent).toEqual([])
    expect(client.state.name).toBe('open')
    await clock.advance(25_000)
    socket.receive('news') // no pong, but a sign of life
    await clock.advance(10_000)
    expect(client.state.name).toBe('open')
  })

  test('does not show pongs to the application, nor count them as received', async () => {
    const { socket, messages, client } = await up()
    for (const data of ['a', 'pong', 'b']) socket.receive(data)
    expect(messages).toEqual(['a', 'b'])
    expect(client.stats().received).toEqual({ messages: 2, bytes: 2 })
  })

  test('takes a predicate for what is a pong', async () => {
    const { socket, messages } = await up({ message: 'ping', pong: (data) => String(data).startsWith('pong:') })
    for (const data of ['pong:1', 'a', 'pong']) socket.receive(data)
    expect(messages).toEqual(['a', 'pong'])
  })

  test('shows everything when pongs cannot be told apart', async () => {
    const { socket, messages, clock } = await up({ message: 'ping' })
    await clock.advance(25_000)
    socket.receive('pong')
    expect(messages).toEqual(['pong'])
  })

  test('does not look into messages when it knows no pongs: that would cost each of them', async () => {
    const { socket } = await up({ message: 'ping' })
    const event = new MessageEvent('message', { data: 'news' })
    const data = vi.spyOn(event, 'data', 'get')
    socket.dispatchEvent(event)
    expect(data).toHaveBeenCalledTimes(1) // by the client
  })

  test('makes each ping anew when the message is a function', async () => {
    let count = 0
    const { clock, socket } = await up({ ...pings, message: () => `ping ${++count}` })
    for (let i = 0; i < 2; i++) {
      await clock.advance(25_000)
      socket.receive('pong')
    }
    expect(socket.sent).toEqual(['ping 1', 'ping 2'])
  })

  test('reports a predicate or message function that throws, sends nothing, and goes on', async () => {
    const reports = stageReports()
    const fail = () => {
      throw new Error('mine')
    }
    const { socket, messages, clock, client } = await up({ message: fail, pong: fail })
    socket.receive('a')
    expect(messages).toEqual(['a'])
    await clock.advance(25_000)
    expect(reports).toHaveBeenCalledTimes(2)
    expect(socket.sent).toEqual([])
    expect(client.state.name).toBe('open')
  })

  test('never waits in the queue, and is no message', async () => {
    const { client, clock, socket } = await up()
    socket.bufferedAmount = 1e9
    client.send('waits')
    await clock.advance(25_000)
    expect(socket.sent).toEqual(['ping'])
    expect(client.stats().sent).toEqual({ messages: 0, bytes: 0 })
  })

  test('asks nothing of a socket that closes already', async () => {
    const { clock, socket } = await up()
    socket.readyState = 2
    await clock.advance(25_000)
    expect(socket.sent).toEqual([])
  })

  test('rests while there is no link', async () => {
    const { clock, socket, network } = await up()
    socket.end(1013)
    await clock.advance(14_000)
    expect(network.sockets).toHaveLength(1)
    expect(clock.armed).toBe(1)
  })
})

describe('heartbeat without an answer', () => {
  test('ends the link after the timeout, and dials at once', async () => {
    const { clock, socket, client, network } = await up()
    await clock.advance(34_999)
    expect(client.state.name).toBe('open')
    await clock.advance(1)
    expect(client.state).toMatchObject({ name: 'connecting', attempt: 1, cause: { kind: 'dead', code: 4951 } })
    expect(client.state).toMatchObject({ cause: { error: { name: 'HeartbeatTimeoutError', retryable: true } } })
    expect(network.sockets).toHaveLength(2)
    expect(socket.asked).toBeDefined()
  })

  test('hears nothing of the dead socket any more', async () => {
    const { clock, socket, messages, life } = await up()
    await clock.advance(35_000)
    const before = [...life]
    socket.receive('late')
    socket.end(1000)
    await clock.advance(0)
    expect(messages).toEqual([])
    expect(life).toEqual(before)
  })

  test('counts the deadline from the ping, not from the silence', async () => {
    const { clock, socket, client } = await up({ ...pings, interval: 1_000, timeout: 500 })
    await clock.advance(600)
    socket.receive('a')
    await clock.advance(1_000)
    expect(socket.sent).toEqual(['ping'])
    await clock.advance(499)
    expect(client.state.name).toBe('open')
    await clock.advance(1)
    expect(client.state.name).not.toBe('open')
  })

  test.for([
    ['', pings],
    [', also where any message were an answer', { message: 'ping' }],
  ] as const)('only observes once two links died so, and says so once%s', async ([, heartbeat]) => {
    const stage = await up(heartbeat)
    for (let link = 0; link < 2; link++) {
      await stage.clock.advance(40_000)
      await stage.open()
    }
    expect(stage.warnings).toEqual([expect.stringContaining('pings')])
    await stage.clock.advance(500_000)
    expect(stage.client.state.name).toBe('open')
    expect(stage.network.sockets).toHaveLength(3)
    expect(stage.warnings).toHaveLength(1)
  })

  test.for([pings, { message: 'ping' }])(
    'only observes a server that talks, and answers no pings: %o',
    async (heartbeat) => {
      const stage = await up(heartbeat)
      for (let link = 0; link < 2; link++) {
        await stage.clock.advance(20_000)
        stage.socket.receive('news')
        if ('pong' in heartbeat) {
          await stage.clock.advance(26_000)
          stage.socket.receive('news')
        }
        await stage.clock.advance(70_000)
        await stage.open()
      }
      await stage.clock.advance(500_000)
      expect(stage.client.state.name).toBe('open')
    },
  )

  test('goes on judging a server that answered a ping once', async () => {
    const stage = await up()
    await stage.clock.advance(25_000)
    stage.socket.receive('pong')
    for (let link = 0; link < 4; link++) {
      await stage.clock.advance(40_000)
      await stage.open()
    }
    expect(stage.network.sockets).toHaveLength(5)
    expect(stage.warnings).toEqual([])
  })

  test('takes any frame after a ping for an answer when pongs cannot be told apart', async () => {
    const stage = await up({ message: 'ping' })
    await stage.clock.advance(25_000)
    stage.socket.receive('news')
    for (let link = 0; link < 4; link++) {
      await stage.clock.advance(65_000)
      expect(stage.client.state.name).not.toBe('open')
      await stage.open()
    }
    expect(stage.warnings).toEqual([])
  })

  test('judges again once an observed server answers after all', async () => {
    const stage = await up()
    for (let link = 0; link < 2; link++) {
      await stage.clock.advance(40_000)
      await stage.open()
    }
    stage.socket.receive('pong')
    await stage.clock.advance(70_000)
    expect(stage.client.state.name).not.toBe('open')
  })
})
