import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ClientOperation, ServerOperation } from '../../../src/index.ts'
import { openStage } from '../../fake/channel-stage.ts'
import { ignore, openRooms } from '../../fake/rooms.ts'

/** What is reported to the page's error handlers. */
function catchReports(): unknown[] {
  const reports: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => void reports.push(error))
  onTestFinished(() => void vi.unstubAllGlobals())
  return reports
}

interface Any {
  [name: string]: { receive: Record<string, unknown>; send: Record<string, unknown>; request: Record<string, () => 1> }
}

describe('what comes in', () => {
  test.each<[reason: string, frame: string | ArrayBuffer]>([
    ['malformed', '{'],
    ['malformed', '[]'],
    ['malformed', 'null'],
    ['malformed', '"text"'],
    ['malformed', '{"type":"event","channel":"room:1"}'],
    ['malformed', '{"type":"event","channel":7,"event":"message"}'],
    ['malformed', '{"type":"reply","id":"1"}'],
    ['malformed', '{"type":"reply","id":0.5}'],
    ['malformed', '{"type":"reply","id":0}'],
    ['malformed', '{"type":"error","id":1}'],
    ['malformed', '{"type":"unsubscribed"}'],
    ['malformed', new ArrayBuffer(8)],
    ['unknown', '{"type":"welcome"}'],
    ['unknown', '{"type":"constructor"}'],
    ['no-such-channel', '{"type":"event","channel":"room:2","event":"message"}'],
    ['no-such-channel', '{"type":"event","channel":"__proto__","event":"message"}'],
    ['no-such-channel', '{"type":"unsubscribed","channel":"room:2"}'],
    ['no-such-request', '{"type":"reply","id":77}'],
    ['no-such-request', '{"type":"error","id":77,"code":"late"}'],
    ['no-such-request', '{"type":"pong","id":77}'],
    ['protocol', '{"type":"error","code":"what"}'],
    ['protocol', '{"type":"error","id":null,"code":"what"}'],
    ['too-large', `{"type":"event","channel":"room:1","event":"message","data":"${'x'.repeat(1_000)}"}`],
  ])('is told as invalid (%s), is counted, and the link stays up: %s', async (reason, frame) => {
    const stage = await openRooms({ maxMessageBytes: 1_000, heartbeat: {} })
    const texts: unknown[] = []
    stage.client.channel('room:1').on('message', (data) => texts.push(data))
    await stage.answer()
    stage.socket.receive(frame)
    expect(stage.invalid).toMatchObject([{ reason }])
    expect(stage.client.stats()).toMatchObject({ invalid: 1, received: { messages: 2 } })
    expect(stage.client.state.name).toBe('open')
    expect(texts).toEqual([])
  })

  test('belongs to its listener, who may change it: an equal message is another one', async () => {
    const stage = await openRooms({ heartbeat: {} })
    const texts: string[] = []
    stage.client.channel('room:1').on('message', (data) => texts.push((data.text += '!')))
    for (let count = 0; count < 2; count++) {
      await stage.say({ type: 'event', channel: 'room:1', event: 'message', data: { text: 'hi' } })
    }
    expect(texts).toEqual(['hi!', 'hi!'])
  })

  test.each(['__proto__', 'constructor', 'toString', ''])('may be of a channel and event named "%s"', async (name) => {
    const stage = await openStage<Any>({ channels: {} })
    const heard: unknown[] = []
    const channel = stage.client.channel(name)
    channel.on(name, (data) => heard.push(data))
    await stage.answer()
    const frame = `{"type":"event","channel":${JSON.stringify(name)},"event":${JSON.stringify(name)},"data":{"__proto__":{"a":1}}}`
    await stage.say(frame)
    expect(heard).toHaveLength(1)
    channel.send(name, 1)
    expect(await stage.said()).toMatchObject([{ type: 'event', event: name }])
    expect(stage.invalid).toEqual([])
    expect(({} as { a?: 1 }).a).toBeUndefined()
  })

  test('is handed on although listeners throw or reject, and they are reported', async () => {
    const reports = catchReports()
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    const heard: string[] = []
    room.on('message', () => {
      throw new Error('one')
    })
    room.on('message', () => Promise.reject(new Error('two')))
    room.onState(() => {
      throw new Error('three')
    })
    room.on('message', ({ text }) => heard.push(text))
    await stage.answer()
    await stage.say({ type: 'event', channel: 'room:1', event: 'message', data: { text: 'hi' } })
    expect(heard).toEqual(['hi'])
    expect(reports.map(String)).toEqual(['Error: three', 'Error: one', 'Error: two'])
  })

  test('is not heard by a listener that is removed, nor by one that is added, meanwhile', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    const heard: string[] = []
    room.on('message', () => {
      off()
      room.on('message', () => heard.push('added'))
    })
    const off = room.on('message', () => heard.push('removed'))
    await stage.say({ type: 'event', channel: 'room:1', event: 'message', data: { text: 'hi' } })
    expect(heard).toEqual([])
  })

  test.each<[string, (stage: Awaited<ReturnType<typeof openRooms>>) => unknown]>([
    ['leaves', ({ client }) => void client.channel('room:1').leave()],
    ['closes', ({ client }) => void client.close()],
    ['joins', ({ client }) => client.channel('room:1').join({ token: 'x' }).catch(ignore)],
    ['listens', ({ client }) => client.channel('room:3').on('message', ignore)],
    ['reconnects', ({ client }) => void client.reconnect()],
  ])('may be answered by a listener that %s', async (_, act) => {
    const reports = catchReports()
    const stage = await openRooms()
    stage.client.channel('room:1').on('message', () => act(stage))
    stage.client.channel('room:1').onState(() => act(stage))
    await stage.answer()
    if (stage.client.state.name === 'open') {
      await stage.say({ type: 'event', channel: 'room:1', event: 'message', data: { text: 'hi' } })
    }
    await stage.clock.advance(5_000)
    expect(reports).toEqual([])
  })
})

describe('states', () => {
  test('are told to every listener in order, also when one of them makes the next', async () => {
    const stage = await openRooms({ linger: 0 })
    const room = stage.client.channel('room:1')
    const heard: string[] = []
    room.onState(({ name }) => {
      if (name === 'joined') room.join({ token: 'other' }).catch(ignore)
    })
    const off = room.onState(({ name }) => heard.push(name))
    room.on('message', ignore)
    await stage.said()
    await stage.say({ type: 'reply', id: 1 })
    off()
    expect(heard).toEqual(['joining', 'joined', 'joining'])
    await stage.said()
  })
})

describe('tracing', () => {
  test('hears each operation, and what it throws is reported', async () => {
    const reports = catchReports()
    const [outgoing, incoming]: [ClientOperation[], ServerOperation[]] = [[], []]
    const stage = await openRooms({
      onOutgoing(operation) {
        outgoing.push(operation)
        throw new Error('out')
      },
      onIncoming(operation) {
        incoming.push(operation)
        throw new Error('in')
      },
    })
    stage.client.channel('room:1').on('message', ignore)
    await stage.answer({ members: 1 })
    expect(stage.client.channel('room:1').state.name).toBe('joined')
    expect(outgoing).toEqual([{ type: 'subscribe', id: 1, channel: 'room:1' }])
    expect(incoming).toEqual([{ type: 'reply', id: 1, data: { members: 1 } }])
    expect(reports.map(String)).toEqual(['Error: out', 'Error: in'])
  })
})

describe('send', () => {
  test('replaces what waits under the same key of the same channel only', async () => {
    const stage = await openRooms()
    stage.socket.end()
    const rooms = [stage.client.channel('room:1'), stage.client.channel('room:2')] as const
    rooms[0].send('typing', { who: 'a' }, { replace: 'key' })
    rooms[1].send('typing', { who: 'b' }, { replace: 'key' })
    rooms[0].send('typing', { who: 'c' }, { replace: 'key' })
    expect(rooms[0].send('typing', { who: 'd' }, { volatile: true })).toBe('dropped')
    await stage.clock.advance(1_000)
    await stage.open()
    expect((await stage.said()).map(({ data }) => data)).toEqual([{ who: 'c' }, { who: 'b' }])
  })

  test('throws for what is no message, and on a closed client', async () => {
    const stage = await openRooms()
    const room = stage.client.channel('room:1')
    expect(() => room.send('typing', { who: 1n } as never)).toThrow(TypeError)
    stage.client.close()
    expect(() => room.send('typing', { who: 'ada' })).toThrow(expect.objectContaining({ name: 'ClosedError' }))
  })
})

describe('the server', () => {
  test('is answered when it pings', async () => {
    const stage = await openRooms()
    await stage.say({ type: 'ping', id: 5 })
    expect(await stage.said()).toEqual([{ type: 'pong', id: 5 }])
  })

  test('speaks of no channel to the channel without a name', async () => {
    const stage = await openRooms()
    const notices: string[] = []
    stage.client.channel().on('notice', (notice) => notices.push(notice))
    expect(await stage.said()).toEqual([])
    await stage.say({ type: 'event', event: 'notice', data: 'a' })
    await stage.say({ type: 'event', channel: null, event: 'notice', data: 'b' })
    expect(notices).toEqual(['a', 'b'])
    await expect(stage.client.channel().join()).rejects.toThrow(TypeError)
  })
})
