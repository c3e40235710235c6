// How a machine that slept is told from a link that died, when timer, clocks and page signals speak of the same sleep.
import { describe, expect, test } from 'vitest'
import { ClientStage, stagePage } from '../../fake/stage.ts'

/** An open link whose one round trip so far took 2 s, 27 s after it opened. */
async function up() {
  const page = stagePage()
  const stage = new ClientStage({ heartbeat: { message: 'ping', pong: 'pong' } })
  await stage.open()
  const { socket, client, clock } = stage
  await clock.advance(25_000)
  await clock.advance(2_000)
  socket.receive('pong')
  return { page, stage, socket, client, clock }
}

/** When the heartbeat looks next after `up()`. */
const look = 8_000

describe('after a sleep', () => {
  test.for([
    ['on a clock that went on', 'pass', 0],
    ['on a clock that stood still', 'shift', look],
  ] as const)('a slow link has four times its worst round trip to answer, %s', async ([, sleep, until]) => {
    const { clock, socket, client } = await up()
    clock[sleep](60_000)
    await clock.advance(until)
    expect(socket.sent).toEqual(['ping', 'ping'])
    await clock.advance(7_999)
    expect(client.state.name).toBe('open')
    await clock.advance(1)
    expect(client.state).toMatchObject({ cause: { kind: 'dead' } })
  })

  test('the link is asked once when page signals come before the late timer', async () => {
    const { clock, socket, page } = await up()
    clock.pass(60_000)
    page.online()
    page.show()
    await clock.advance(0)
    expect(socket.sent).toEqual(['ping', 'ping'])
  })

  test('a link is not dead because the answer to a probe slept, too', async () => {
    const { clock, socket, page, client } = await up()
    await clock.advance(6_000)
    page.show()
    clock.pass(60_000)
    await clock.advance(0)
    expect(client.state.name).toBe('open')
    expect(socket.sent).toEqual(['ping', 'ping', 'ping'])
  })

  test('a wait that is overdue dials once, however many signals come with it', async () => {
    const page = stagePage()
    const stage = new ClientStage()
    await stage.clock.advance(0)
    stage.socket.fail()
    stage.clock.pass(600_000)
    page.show()
    page.online()
    await stage.clock.advance(0)
    expect(stage.network.sockets).toHaveLength(2)
  })

  test('the link is asked once when page signals follow the late timer within 250 ms', async () => {
    const { clock, socket, page } = await up()
    clock.pass(60_000)
    await clock.advance(0)
    page.online()
    await clock.advance(100)
    page.show()
    expect(socket.sent).toEqual(['ping', 'ping'])
  })

  test('the link is asked at a wake signal, however young its last message looks on a clock that stood still', async () => {
    const { clock, socket, page } = await up()
    clock.shift(3_600_000)
    page.show()
    expect(socket.sent).toEqual(['ping', 'ping'])
    await clock.advance(100)
    socket.receive('pong')
    await clock.advance(20_000)
    expect(socket.sent).toEqual(['ping', 'ping'])
  })

  test('the verdict on such a question is not put off when the timer sees the sleep, too', async () => {
    const { clock, page, client } = await up()
    await clock.advance(6_000)
    clock.shift(3_600_000)
    page.show()
    await clock.advance(8_000)
    expect(client.state).toMatchObject({ cause: { kind: 'dead' } })
  })

  test('a question from before is asked again once', async () => {
    const { clock, socket, page, client } = await up()
    await clock.advance(25_000)
    clock.pass(60_000)
    page.show()
    await clock.advance(7_999)
    expect(client.state.name).toBe('open')
    expect(socket.sent).toEqual(['ping', 'ping', 'ping'])
    await clock.advance(1)
    expect(client.state).toMatchObject({ cause: { kind: 'dead' } })
  })
})

test('a message whose ttl ran out in a sleep is dropped, also where the clock stood still', async () => {
  const stage = new ClientStage()
  stage.client.send('old', { ttl: 2_000 })
  stage.client.send('lasting')
  stage.clock.shift(3_600_000)
  const socket = await stage.open()
  expect(socket.sent).toEqual(['lasting'])
  expect(stage.dropped).toEqual(['old: expired'])
})

test('a link that is found dead is replaced without a timer, which a hidden tab would starve', async () => {
  const { client, clock, stage } = await up()
  const armed: number[] = []
  client.on('state', ({ name }) => name === 'waiting' && armed.push(clock.armed))
  await clock.advance(35_000)
  expect(stage.life.slice(-2)).toEqual(['waiting', 'connecting'])
  expect(armed).toEqual([0])
})
