// Handlers may call anything, in any event (BEHAVIOUR 5.2).
import { describe, expect, test } from 'vitest'
import type { ReconnectingWebSocket } from '../../src/index.ts'
import { ClientStage, DropInStage, stagePage, stageReports } from '../fake/stage.ts'

const acts = {
  'reconnect()': (socket: ReconnectingWebSocket) => socket.reconnect(),
  'reconnect() twice': (socket: ReconnectingWebSocket) => {
    socket.reconnect()
    socket.reconnect()
  },
  'close()': (socket: ReconnectingWebSocket) => socket.close(),
  'close() and reconnect()': (socket: ReconnectingWebSocket) => {
    socket.close()
    socket.reconnect()
  },
  'send()': (socket: ReconnectingWebSocket) => socket.send('from the handler'),
}

/** Each event of the drop-in, and how a life comes to it. States are events of their own. */
const moments = [
  ...(['dial', 'authenticate'] as const).map((phase) => `connecting ${phase}`),
  ...['connecting provide', 'open', 'waiting', 'suspended', 'closing', 'closed'],
  ...['event open', 'event message', 'event error', 'event close', 'event drop'],
]

/** A life that comes by every moment, and calls `act` at the first occurrence of one of them. */
async function live(moment: string, act: (socket: ReconnectingWebSocket) => void): Promise<DropInStage> {
  const page = stagePage()
  let done = 0
  const here = () => {
    if (++done === 1) act(stage.dropIn)
  }
  const stage = new DropInStage({ authenticate: 'token', outbox: { maxMessages: 1 } })
  const { dropIn, clock, network } = stage
  dropIn.addEventListener('statechange', ({ detail: { state } }) => {
    if (moment === state.name || (state.name === 'connecting' && moment === `connecting ${state.phase}`)) here()
  })
  for (const type of ['open', 'message', 'error', 'close', 'drop']) {
    dropIn.addEventListener(type, () => moment === `event ${type}` && here())
  }
  const open = async () => {
    await clock.advance(20_000)
    for (const socket of network.live) if (socket.readyState === 0) socket.open()
    await clock.advance(0)
  }
  for (const data of ['a', 'b']) dropIn.send(data)
  await open()
  network.sockets.at(-1)?.receive('hi')
  network.sockets.at(-1)?.fail()
  await open()
  page.freeze()
  page.resume()
  await open()
  await clock.advance(5_000)
  network.sockets.at(-1)?.receive('hi again')
  dropIn.close()
  await clock.advance(2_000)
  expect(done).toBeGreaterThan(0)
  return stage
}

describe.for(Object.entries(acts))('%s', ([name, act]) => {
  test.for(moments)('in %s', async (moment) => {
    const reports = stageReports()
    const stage = await live(moment, act)
    const { dropIn, clock, network } = stage
    expect(reports).not.toHaveBeenCalled()
    if (name.includes('reconnect') && moment.startsWith('clos')) {
      // The handler brought it back after all: it is alive, with one socket.
      expect(network.live.length).toBeLessThanOrEqual(1)
      expect(dropIn.readyState).not.toBe(3)
      dropIn.close()
      await clock.advance(2_000)
    }
    expect(dropIn.state.name).toBe('closed')
    expect(network.live).toHaveLength(0)
    expect(clock.armed).toBe(0)
    const names = stage.events.map((event) => event.split(' ')[0])
    expect(names.filter((event) => event === 'close').length).toBeGreaterThanOrEqual(
      names.filter((event) => event === 'open').length,
    )
  })
})

describe('listeners', () => {
  test('hear of changes in the order in which they happened, whoever made them', async () => {
    const stage = new DropInStage()
    const changes: string[] = []
    let calls = 0
    stage.dropIn.addEventListener(
      'statechange',
      ({ detail }) => detail.state.name === 'open' && ++calls === 1 && stage.dropIn.reconnect(),
    )
    stage.dropIn.addEventListener('statechange', ({ detail: { state, previous } }) => {
      changes.push(`${previous.name} → ${state.name}`)
    })
    await stage.open()
    await stage.open()
    expect(changes).toEqual([
      'connecting → connecting',
      'connecting → open',
      'open → connecting',
      'connecting → connecting',
      'connecting → open',
    ])
    expect(stage.events).toEqual(['open', 'close 4955', 'open'])
  })

  test('cannot lose what waits by reconnecting in open', async () => {
    const stage = new DropInStage()
    stage.dropIn.send('waiting')
    stage.dropIn.addEventListener('open', () => stage.dropIn.reconnect(), { once: true })
    await stage.open()
    const first = stage.network.sockets[0]!
    await stage.open()
    expect([...first.sent, ...stage.socket.sent]).toEqual(['waiting'])
    expect(stage.network.live).toHaveLength(1)
  })

  test('may close in the middle of frames that were held for the authentication', async () => {
    const stage = new ClientStage({
      authenticate: async ({ link }) => void (await link.receive((data) => data === 'ok')),
    })
    stage.client.on('message', () => stage.client.close())
    await stage.open()
    for (const data of ['early 1', 'early 2', 'ok']) stage.socket.receive(data)
    await stage.clock.advance(2_000)
    expect(stage.messages).toEqual(['early 1'])
    expect(stage.client.state.name).toBe('closed')
  })
})

describe('shouldReconnect', () => {
  test('may close: the link has one end', async () => {
    const stage: DropInStage = new DropInStage({
      shouldReconnect: () => {
        stage.dropIn.close()
        return true
      },
    })
    await stage.open()
    stage.socket.end(1001)
    await stage.clock.advance(20_000)
    expect(stage.dropIn.state.name).toBe('closed')
    expect(stage.events).toHaveLength(2)
    expect(stage.network.sockets).toHaveLength(1)
    expect(stage.clock.armed).toBe(0)
  })
})

describe('shouldReconnect, by its own dial,', () => {
  test('wins over the wait that it asks for', async () => {
    const stage: DropInStage = new DropInStage({
      shouldReconnect: () => {
        stage.dropIn.reconnect()
        return 10_000
      },
    })
    await stage.open()
    stage.socket.end(1001)
    await stage.open()
    expect(stage.dropIn.readyState).toBe(1)
    expect(stage.network.sockets).toHaveLength(2)
  })
})

describe('a provider', () => {
  test('may close, and makes no socket then', async () => {
    const stage: ClientStage = new ClientStage({ connect: 'lazy' }, () => {
      stage.client.close()
      return 'ws://server.test'
    })
    void stage.client.ready().catch(() => undefined)
    await stage.clock.advance(2_000)
    expect(stage.client.state.name).toBe('closed')
    expect(stage.network.sockets).toEqual([])
    expect(stage.clock.armed).toBe(0)
  })

  test('may close when its signal aborts', async () => {
    const stage: ClientStage = new ClientStage({ connectTimeout: 100 }, ({ signal }) => {
      signal.addEventListener('abort', () => stage.client.close())
      return new Promise<string>(() => undefined)
    })
    await stage.clock.advance(5_000)
    expect(stage.client.state.name).toBe('closed')
    expect(stage.clock.armed).toBe(0)
  })

  test.for(['close', 'reconnect'] as const)(
    'may call %s() when its signal aborts, as the user dials anew',
    async (act) => {
      let calls = 0
      const stage: ClientStage = new ClientStage({}, ({ signal }) => {
        if (++calls === 1) signal.addEventListener('abort', () => stage.client[act]())
        return 'ws://server.test'
      })
      await stage.clock.advance(0)
      stage.client.reconnect()
      await stage.clock.advance(0)
      expect(stage.network.live.length).toBe(act === 'close' ? 0 : 1)
      for (const socket of stage.network.live) socket.open()
      await stage.clock.advance(5_000)
      expect(stage.client.state.name).toBe(act === 'close' ? 'closed' : 'open')
      stage.client.close()
      await stage.clock.advance(1_000)
      expect(stage.client.state.name).toBe('closed')
      expect(stage.network.live).toHaveLength(0)
      expect(stage.clock.armed).toBe(0)
    },
  )
})
