import { describe, expect, test, vi } from 'vitest'
import { ReconnectingWebSocket, type ReconnectingWebSocketOptions } from '../../src/index.ts'
import { DropInStage, stagePage } from '../fake/stage.ts'

async function up(options: ReconnectingWebSocketOptions = {}, protocols: string[] = []): Promise<DropInStage> {
  const stage = new DropInStage(options, protocols)
  await stage.open()
  return stage
}

describe('ReconnectingWebSocket', () => {
  test('takes the place of a WebSocket in TypeScript', async () => {
    const { dropIn } = await up()
    const socket: WebSocket = dropIn
    expect(socket.readyState).toBe(1)
  })

  test('is an EventTarget, and has the constants on class and instance', () => {
    const { dropIn } = new DropInStage()
    expect(dropIn).toBeInstanceOf(EventTarget)
    for (const [name, value] of Object.entries({ CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 })) {
      expect(Reflect.get(ReconnectingWebSocket, name)).toBe(value)
      expect(Reflect.get(dropIn, name)).toBe(value)
      expect(Reflect.set(dropIn, name, 9)).toBe(false)
    }
  })

  test('knows its URL once it was dialled, whole, as the native one does', async () => {
    stagePage('https://page.test/app/')
    const stage = new DropInStage({}, [], 'feed?token=1')
    expect(stage.dropIn.url).toBe('')
    await stage.clock.advance(0)
    expect(stage.dropIn.url).toBe('wss://page.test/app/feed?token=1')
  })

  test('offers subprotocols and tells which the server picked', async () => {
    const stage = new DropInStage({}, 'v2')
    expect([stage.dropIn.protocol, stage.dropIn.extensions]).toEqual(['', ''])
    await stage.clock.advance(0)
    stage.socket.extensions = 'permessage-deflate'
    await stage.open('v2')
    expect([stage.dropIn.protocol, stage.dropIn.extensions]).toEqual(['v2', 'permessage-deflate'])
  })

  test.for([undefined, null])('offers no subprotocol for %s', async (none) => {
    const { options, network, clock } = new DropInStage()
    const socket = new ReconnectingWebSocket('ws://server.test', none, options)
    await clock.advance(0)
    expect(network.sockets.map(({ protocols }) => protocols)).toEqual([[], []])
    socket.close()
  })

  test('is idle without a WebSocket at hand', async () => {
    vi.stubGlobal('WebSocket', undefined)
    const socket = new ReconnectingWebSocket('ws://server.test')
    expect([socket.state.name, socket.readyState, socket.url, socket.bufferedAmount]).toEqual(['idle', 0, '', 0])
    socket.send('a')
    expect(socket.bufferedAmount).toBe(1)
    socket.reconnect()
    expect(socket.state.name).toBe('idle')
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
    socket.close()
    await closed
    expect(socket.readyState).toBe(3)
    vi.unstubAllGlobals()
  })
})

describe('readyState', () => {
  test('is CONNECTING until it opens, and while it waits or is suspended', async () => {
    const page = stagePage()
    const stage = new DropInStage()
    expect(stage.dropIn.readyState).toBe(0)
    await stage.refuse()
    expect([stage.dropIn.state.name, stage.dropIn.readyState]).toEqual(['waiting', 0])
    page.freeze()
    expect([stage.dropIn.state.name, stage.dropIn.readyState]).toEqual(['suspended', 0])
  })

  test('is OPEN, CLOSING, CLOSED', async () => {
    const { dropIn, socket } = await up()
    expect(dropIn.readyState).toBe(1)
    dropIn.close()
    expect(dropIn.readyState).toBe(2)
    socket.confirm()
    expect(dropIn.readyState).toBe(3)
  })

  test('is CLOSED after a terminal cause', async () => {
    const { dropIn, socket } = await up()
    socket.end(4403)
    expect(dropIn.readyState).toBe(3)
  })
})

describe('bufferedAmount', () => {
  test('counts what waits and what the browser holds', async () => {
    const stage = new DropInStage()
    stage.dropIn.send('grüße')
    stage.dropIn.send(new Uint8Array(3))
    expect(stage.dropIn.bufferedAmount).toBe(10)
    await stage.clock.advance(0)
    stage.socket.bufferedAmount = 1e9
    await stage.open()
    expect(stage.dropIn.bufferedAmount).toBe(1e9 + 10)
    stage.socket.bufferedAmount = 4
    await stage.clock.advance(100)
    expect(stage.dropIn.bufferedAmount).toBe(4)
  })
})

describe('binaryType', () => {
  test('is the native default until it is set, then kept from link to link', async () => {
    const stage = await up()
    expect(stage.dropIn.binaryType).toBe('blob')
    stage.dropIn.binaryType = 'arraybuffer'
    expect(stage.socket.binaryType).toBe('arraybuffer')
    stage.socket.end()
    await stage.clock.advance(1_000)
    await stage.open()
    expect(stage.socket.binaryType).toBe('arraybuffer')
    expect(stage.dropIn.binaryType).toBe('arraybuffer')
  })

  test('can be set before the first link', async () => {
    const stage = new DropInStage()
    expect(stage.dropIn.binaryType).toBe('blob')
    stage.dropIn.binaryType = 'arraybuffer'
    expect(stage.dropIn.binaryType).toBe('arraybuffer')
    await stage.open()
    expect(stage.socket.binaryType).toBe('arraybuffer')
    stage.dropIn.binaryType = 'blob'
    expect(stage.dropIn.binaryType).toBe('blob')
  })

  test('ignores what is no such type', async () => {
    const { dropIn } = await up()
    dropIn.binaryType = 'text' as BinaryType
    expect(dropIn.binaryType).toBe('blob')
  })
})

describe('send', () => {
  test.for([
    [7, '7'],
    [null, 'null'],
    [undefined, 'undefined'],
    [{ toString: () => 'mine' }, 'mine'],
    [10n, '10'],
    [['a', 1], 'a,1'],
  ] as const)('turns %s into text, as the native one does', async ([data, text]) => {
    const { dropIn, socket } = await up()
    dropIn.send(data as unknown as string)
    expect(socket.sent).toEqual([text])
  })

  test('throws TypeError without an argument, for a symbol, and for what has no text', async () => {
    const { dropIn, socket } = await up()
    expect(() => (dropIn.send as () => void).call(dropIn)).toThrow(TypeError)
    expect(() => dropIn.send(Symbol('x') as unknown as string)).toThrow(TypeError)
    expect(() => dropIn.send(Object.create(null) as string)).toThrow(TypeError)
    expect(socket.sent).toEqual([])
  })

  test('hands on buffers and views as they are', async () => {
    const { dropIn, socket } = await up()
    const all = [new ArrayBuffer(2), new Uint8Array(2), new DataView(new ArrayBuffer(2))]
    for (const data of all) dropIn.send(data)
    expect(socket.sent).toEqual(all)
  })

  test('is silent after close(), like the native one', async () => {
    const { dropIn, socket, drops } = await up()
    dropIn.close()
    dropIn.send('a')
    socket.confirm()
    dropIn.send('b')
    expect(socket.sent).toEqual([])
    expect(drops).toEqual([])
  })
})

describe('close', () => {
  test.for([999, 1001, 1005, 1006, 2999, 5000, 65_536, NaN, null, 'abc'])(
    'throws InvalidAccessError for the code %s, and goes on',
    async (code) => {
      const { dropIn } = await up()
      expect(() => dropIn.close(code as number)).toThrow(expect.objectContaining({ name: 'InvalidAccessError' }))
      expect(dropIn.readyState).toBe(1)
    },
  )

  test('throws SyntaxError for a reason over 123 bytes of UTF-8', async () => {
    const { dropIn } = await up()
    for (const reason of ['x'.repeat(124), 'ü'.repeat(62)]) {
      expect(() => dropIn.close(1000, reason)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
    }
    expect(dropIn.readyState).toBe(1)
  })

  test('reads a reason that is no text as the native one does', async () => {
    const { dropIn, socket } = await up()
    expect(() => dropIn.close(1000, Symbol('no text') as unknown as string)).toThrow(TypeError)
    expect(dropIn.readyState).toBe(1)
    dropIn.close(1000, null as unknown as string)
    expect(socket.asked).toEqual({ code: 1000, reason: 'null' })
  })

  test('checks its arguments also when it is closed', async () => {
    const { dropIn, socket } = await up()
    dropIn.close()
    socket.confirm()
    expect(() => dropIn.close(1001)).toThrow()
    dropIn.close()
  })

  test('asks the peer with code and reason, or with neither', async () => {
    const calls: [number?, string?][] = [[], [1000], [3000, 'x'.repeat(123)], [4999, 'bye']]
    for (const args of calls) {
      const { dropIn, socket } = await up()
      dropIn.close(...args)
      expect(socket.asked).toEqual({ code: args[0], reason: args[1] ?? '' })
    }
  })
})

describe('reconnect', () => {
  test('ends the link with one close event, and opens another', async () => {
    const stage = await up()
    stage.dropIn.reconnect()
    await stage.open()
    expect(stage.events).toEqual(['open', 'close 4955', 'open'])
  })

  test('ends the link with one close event, too, in the middle of closing', async () => {
    const stage = await up()
    stage.dropIn.close()
    stage.dropIn.reconnect()
    await stage.open()
    expect(stage.events.map((event) => event.split(' ')[0])).toEqual(['open', 'close', 'open'])
  })

  test('ends no link where there was none', async () => {
    const stage = new DropInStage()
    await stage.clock.advance(0)
    stage.dropIn.reconnect()
    await stage.open()
    expect(stage.events).toEqual(['open'])
  })
})
