// The life of a connection: which state follows what, and what is told of it.
import { describe, expect, test, vi } from 'vitest'
import { createClient, raw } from '../../../src/index.ts'
import { settle } from '../../fake/clock.ts'
import { FakeNetwork } from '../../fake/socket.ts'
import { ClientStage, stagePage, stageReports } from '../../fake/stage.ts'

async function up(...args: ConstructorParameters<typeof ClientStage>): Promise<ClientStage> {
  const stage = new ClientStage(...args)
  await stage.open()
  return stage
}

describe('connection', () => {
  test('asks the provider, dials and opens, and tells each step', async () => {
    const stage = new ClientStage({ subprotocols: ['v2', 'v1'] })
    expect(stage.client.state).toEqual({ name: 'connecting', phase: 'provide', attempt: 1 })
    await stage.open()
    expect(stage.states).toEqual([
      { name: 'connecting', phase: 'dial', attempt: 1 },
      { name: 'open', attempt: 1, url: 'ws://server.test/', protocol: 'v2', extensions: '' },
    ])
    expect(stage.socket).toMatchObject({ url: 'ws://server.test/', protocols: ['v2', 'v1'] })
  })

  test('tells the extensions that the server agreed to', async () => {
    const stage = new ClientStage()
    await stage.clock.advance(0)
    Object.assign(stage.socket, { extensions: 'permessage-deflate' })
    await stage.open()
    expect(stage.client.state).toMatchObject({ extensions: 'permessage-deflate' })
  })

  test('dials without being asked, unless it is lazy', async () => {
    const network = new FakeNetwork()
    const { WebSocket } = network
    const clients = (['eager', 'lazy'] as const).map((connect) =>
      createClient(`ws://${connect}.test`, { protocol: raw(), connect, WebSocket }),
    )
    await settle()
    expect(network.sockets.map(({ url }) => url)).toEqual(['ws://eager.test/'])
    for (const client of clients) client.close()
  })

  test('counts a link as stable from its opening, not from its dial', async () => {
    const stage = new ClientStage()
    await stage.clock.advance(4_000)
    await stage.open()
    await stage.clock.advance(4_000)
    stage.socket.end()
    expect(stage.client.state).toMatchObject({ attempt: 2 })
  })

  test('keeps one frozen state until it changes', async () => {
    const { client } = await up()
    const { state } = client
    expect(Object.isFrozen(state)).toBe(true)
    expect(client.state).toBe(state)
  })

  test('tells each change with the state before', async () => {
    const { client, socket } = await up()
    const changes: string[] = []
    client.on('state', (state, previous) => void changes.push(`${previous.name} → ${state.name}`))
    socket.end(1001)
    expect(changes).toEqual(['open → waiting'])
  })

  test('waits after a loss, then dials again', async () => {
    const { client, socket, clock, network } = await up()
    socket.end(1001, 'going away')
    const cause = { kind: 'server', code: 1001, reason: 'going away', opened: true, failures: 0 }
    const wait = { attempt: 2, delay: 500, retryAt: clock.wall() + 500, held: false }
    expect(client.state).toEqual({ name: 'waiting', cause, ...wait })
    await clock.advance(499)
    expect(network.sockets).toHaveLength(1)
    await clock.advance(1)
    expect(network.sockets).toHaveLength(2)
    expect(client.state).toMatchObject({ name: 'connecting', attempt: 2, cause })
  })

  test('tells of a dial that failed after a link was lost that nothing had been open', async () => {
    const stage = await up()
    stage.socket.end()
    await stage.refuse()
    expect(stage.cause).toMatchObject({ kind: 'refused', opened: false })
  })

  test.for([
    [1006, 'lost'],
    [1000, 'server'],
    [1005, 'server'],
    [4000, 'server'],
  ] as const)('calls an end with %i of an open link %s', async ([code, kind]) => {
    const { client, socket } = await up()
    socket.end(code)
    expect(client.state).toMatchObject({ cause: { kind, code, opened: true } })
  })

  test('begins to count attempts and failures anew once a link stayed up for stableAfter', async () => {
    const young = await up({ stableAfter: 700 })
    await young.clock.advance(699)
    young.socket.end()
    expect(young.client.state).toMatchObject({ attempt: 2 })
    const stable = await up({ stableAfter: 700 })
    await stable.clock.advance(700)
    stable.socket.end()
    expect(stable.client.state).toMatchObject({ attempt: 1, cause: { failures: 0 } })
  })

  test('closes at a terminal code, and tells its cause', async () => {
    const { client, socket, clock } = await up()
    socket.end(4403, 'forbidden')
    expect(client.state).toMatchObject({ name: 'closed', cause: { kind: 'server', code: 4403, reason: 'forbidden' } })
    expect(clock.armed).toBe(0)
  })

  test('closes after maxAttempts failures', async () => {
    const stage = new ClientStage({ maxAttempts: 3 })
    await stage.refuse(3)
    expect(stage.client.state).toMatchObject({ name: 'closed', cause: { kind: 'refused', failures: 3 } })
  })

  test('hears nothing of an older attempt', async () => {
    const stage = await up()
    const old = stage.socket
    stage.client.reconnect()
    await stage.open()
    const before = stage.life.length
    old.receive('late')
    old.error()
    old.end(4403)
    await stage.clock.advance(100)
    expect(stage.messages).toEqual([])
    expect(stage.life).toHaveLength(before)
    expect(stage.client.state.name).toBe('open')
  })

  test('explains three refusals in a row, once, and not after an open link', async () => {
    const stage = new ClientStage({}, 'ws://ada:geheim@server.test/feed?token=geheim')
    await stage.refuse(6)
    expect(stage.warnings).toHaveLength(1)
    expect(stage.warnings[0]).toContain('ws://server.test/feed ')
    const opened = await up()
    opened.socket.end()
    await opened.refuse(6)
    expect(opened.warnings).toEqual([])
  })

  test('tells each state to logger.debug', async () => {
    const debug = vi.fn()
    const stage = await up({ logger: { debug } })
    expect(debug.mock.calls.map(([line]) => line as unknown)).toEqual([
      'holdfast: connecting',
      'holdfast: connecting',
      'holdfast: open',
    ])
    expect(debug.mock.calls.at(-1)?.[1]).toBe(stage.client.state)
  })

  test('survives a logger that throws', async () => {
    stageReports()
    const fail = () => {
      throw new Error('mine')
    }
    const stage = new ClientStage({ logger: { debug: fail, warn: fail } })
    await stage.refuse(4)
    expect(stage.network.sockets).toHaveLength(4)
  })
})

describe('reconnect', () => {
  test('makes one socket when it is called twice in a row', async () => {
    const stage = await up()
    stage.client.reconnect()
    stage.client.reconnect()
    await stage.clock.advance(0)
    expect(stage.network.sockets).toHaveLength(2)
    expect(stage.network.live).toHaveLength(1)
  })

  test('replaces an open link', async () => {
    const stage = await up()
    const old = stage.socket
    stage.client.reconnect()
    expect(old.asked).toBeDefined()
    expect(stage.client.state).toMatchObject({ name: 'connecting', attempt: 1, cause: { kind: 'user', code: 4955 } })
  })

  test('cuts a wait short, also one that the server asked for', async () => {
    const stage = await up()
    stage.socket.end(1013)
    stage.client.reconnect()
    await stage.open()
    expect(stage.client.state.name).toBe('open')
    await stage.clock.advance(60_000)
    expect(stage.network.sockets).toHaveLength(2)
  })

  test('forgets the failures before it', async () => {
    const stage = new ClientStage()
    await stage.refuse(5)
    stage.client.reconnect()
    expect(stage.client.state).toMatchObject({ attempt: 1 })
    await stage.refuse()
    expect(stage.client.state).toMatchObject({ attempt: 2, delay: 2_250, cause: { failures: 1 } })
  })

  test('gives up the dial that is under way', async () => {
    const stage = new ClientStage()
    await stage.clock.advance(0)
    stage.client.reconnect()
    await stage.open()
    expect(stage.network.sockets.map(({ readyState }) => readyState)).toEqual([2, 1])
  })

  test('brings back what was closed, also in the middle of closing', async () => {
    const stage = await up()
    stage.client.close()
    stage.client.reconnect()
    await stage.open()
    expect(stage.client.send('a')).toBe('sent')
    stage.client.close()
    stage.socket.confirm()
    expect(stage.client.state.name).toBe('closed')
    stage.client.reconnect()
    await stage.open()
    expect(stage.client.send('b')).toBe('sent')
    await stage.clock.advance(60_000)
    expect(stage.client.state.name).toBe('open')
    expect(stage.network.live).toHaveLength(1)
  })

  test('dials for the first time, too', async () => {
    const stage = new ClientStage({ connect: 'lazy' })
    stage.client.reconnect()
    await stage.open()
    expect(stage.client.state.name).toBe('open')
  })

  test('brings back a suspended connection', async () => {
    const page = stagePage()
    const stage = await up()
    page.freeze()
    stage.client.reconnect()
    await stage.open()
    expect(stage.client.state.name).toBe('open')
  })
})
