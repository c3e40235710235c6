// Which events the drop-in fires, when, and in what order.
import { describe, expect, test, vi } from 'vitest'
import type { ReconnectingWebSocketOptions } from '../../src/index.ts'
import { DropInStage, stageReports } from '../fake/stage.ts'

async function up(options: ReconnectingWebSocketOptions = {}): Promise<DropInStage> {
  const stage = new DropInStage(options)
  await stage.open()
  return stage
}

describe('open and close', () => {
  test('come for each link', async () => {
    const stage = await up()
    stage.socket.end(1001)
    await stage.clock.advance(1_000)
    await stage.open()
    stage.socket.receive('hi')
    stage.socket.fail()
    expect(stage.events).toEqual(['open', 'close 1001', 'open', 'message hi', 'error', 'close 1006'])
  })

  test('come, error and close, for each dial that failed', async () => {
    const stage = new DropInStage()
    await stage.refuse(2)
    expect(stage.events).toEqual(['error', 'close 1006', 'error', 'close 1006'])
  })

  test.for([
    ['refused', (stage: DropInStage) => stage.refuse(), ['error', 'close 1006']],
    ['timeout', (stage: DropInStage) => stage.clock.advance(10_000), ['error', 'close 4950']],
  ] as const)('tell of a dial that was %s', async ([, fail, events]) => {
    const stage = new DropInStage()
    await fail(stage)
    expect(stage.events).toEqual(events)
  })

  test('tell with closeEvents final only of the end', async () => {
    const stage = await up({ closeEvents: 'final' })
    stage.socket.end(1001)
    await stage.clock.advance(1_000)
    await stage.open()
    stage.socket.end(4403)
    expect(stage.events).toEqual(['open', 'open', 'close 4403'])
  })

  test('tell with closeEvents final of a close by the user, too', async () => {
    const stage = await up({ closeEvents: 'final' })
    stage.dropIn.close(4000)
    stage.socket.confirm()
    expect(stage.events).toEqual(['open', 'close 4000'])
  })

  test('come after the state moved', async () => {
    const stage = new DropInStage()
    const seen: [string, number][] = []
    for (const type of ['open', 'error', 'close'] as const) {
      stage.dropIn.addEventListener(type, () => seen.push([type, stage.dropIn.readyState]))
    }
    await stage.open()
    stage.socket.fail()
    await stage.clock.advance(1_000)
    await stage.open()
    stage.socket.end(4403)
    expect(seen).toEqual([
      ['open', 1],
      ['error', 0],
      ['close', 0],
      ['open', 1],
      ['close', 3],
    ])
  })

  test('come after the statechange that they belong to', async () => {
    const stage = new DropInStage()
    const order: string[] = []
    stage.dropIn.addEventListener('statechange', ({ detail }) => order.push(detail.state.name))
    for (const type of ['open', 'error', 'close'] as const)
      stage.dropIn.addEventListener(type, () => order.push(`-${type}`))
    await stage.open()
    stage.socket.fail()
    expect(order).toEqual(['connecting', 'open', '-open', 'waiting', '-error', '-close'])
  })

  test('carry code, reason and wasClean as they were', async () => {
    const stage = await up()
    const closes: CloseEvent[] = []
    stage.dropIn.addEventListener('close', (event) => closes.push(event))
    stage.socket.end(1001, 'going away')
    await stage.clock.advance(1_000)
    await stage.open()
    stage.socket.end()
    expect(closes.map(({ code, reason, wasClean }) => ({ code, reason, wasClean }))).toEqual([
      { code: 1001, reason: 'going away', wasClean: true },
      { code: 1006, reason: '', wasClean: false },
    ])
  })

  test('never say 1000 of a connection that was refused', async () => {
    const stage = new DropInStage()
    stage.dropIn.close()
    await stage.clock.advance(1_000)
    expect(stage.events.at(-1)).toBe('close 1006')
  })

  test('show the drop-in as their target', async () => {
    const stage = new DropInStage()
    const targets: unknown[] = []
    for (const type of ['open', 'message', 'error', 'close', 'statechange', 'drop']) {
      stage.dropIn.addEventListener(type, ({ target, currentTarget }) => targets.push(target, currentTarget))
    }
    await stage.open()
    stage.socket.receive('a')
    stage.dropIn.send('b')
    stage.socket.fail()
    expect(new Set(targets)).toEqual(new Set([stage.dropIn]))
  })
})

describe('message', () => {
  test('is the native event itself', async () => {
    const { dropIn, socket } = await up()
    const events: MessageEvent[] = []
    dropIn.onmessage = (event) => events.push(event)
    const native = new MessageEvent('message', { data: 'a' })
    socket.dispatchEvent(native)
    expect(events).toEqual([native])
    expect(events[0]).toBe(native)
  })

  test('does not come from a link that is over, or after close()', async () => {
    const { dropIn, socket, events } = await up()
    dropIn.close()
    socket.receive('late')
    socket.confirm()
    expect(events).toEqual(['open', 'close 1005'])
  })

  test('is no pong of the heartbeat', async () => {
    const { socket, events } = await up({ heartbeat: { message: 'ping', pong: 'pong' } })
    socket.receive('pong')
    expect(events).toEqual(['open'])
  })
})

describe('statechange', () => {
  test('comes once for each state, in order, with the state before', async () => {
    const stage = await up()
    stage.socket.end()
    const [waiting] = stage.states.slice(-1)
    expect(stage.states.map(({ name }) => name)).toEqual(['connecting', 'open', 'waiting'])
    expect(stage.dropIn.state).toBe(waiting)
  })
})

describe('drop', () => {
  test('tells what was given up, and why', async () => {
    const stage = new DropInStage()
    stage.dropIn.send('a')
    stage.dropIn.close()
    await stage.clock.advance(1_000)
    expect(stage.drops).toEqual([{ data: 'a', bytes: 1, reason: 'closed' }])
  })
})

describe('on… attributes', () => {
  test('are null at first, and give what they were set to', () => {
    const { dropIn } = new DropInStage()
    for (const name of ['onopen', 'onmessage', 'onerror', 'onclose'] as const) {
      expect(dropIn[name]).toBeNull()
      const handler = () => undefined
      dropIn[name] = handler
      expect(dropIn[name]).toBe(handler)
      dropIn[name] = null
      expect(dropIn[name]).toBeNull()
      dropIn[name] = 'no function' as never
      expect(dropIn[name]).toBeNull()
    }
  })

  test('keep an object that is no function, and call nothing of it', async () => {
    const reports = stageReports()
    const { dropIn, socket } = await up()
    const listener = { handleEvent: vi.fn() }
    dropIn.onmessage = listener as never
    socket.receive('a')
    expect(dropIn.onmessage).toBe(listener)
    expect(listener.handleEvent).not.toHaveBeenCalled()
    expect(reports).not.toHaveBeenCalled()
  })

  test('keep their place among the listeners when they are set anew', async () => {
    const { dropIn, socket } = await up()
    const told: string[] = []
    dropIn.onmessage = () => told.push('first')
    dropIn.addEventListener('message', () => told.push('second'))
    dropIn.onmessage = () => told.push('new first')
    socket.receive('a')
    expect(told).toEqual(['new first', 'second'])
    dropIn.onmessage = null
    dropIn.onmessage = () => told.push('now last')
    socket.receive('b')
    expect(told.slice(2)).toEqual(['second', 'now last'])
  })

  test('are called beside the same function as a listener', async () => {
    const { dropIn, socket } = await up()
    const handler = vi.fn()
    dropIn.onmessage = handler
    dropIn.addEventListener('message', handler)
    socket.receive('a')
    expect(handler).toHaveBeenCalledTimes(2)
  })

  test('are called with the drop-in as this, and reported when they throw', async () => {
    const reports = stageReports()
    const { dropIn, socket, events } = await up()
    const error = new Error('mine')
    const seen: unknown[] = []
    dropIn.onmessage = function (this: unknown) {
      seen.push(this)
      throw error
    }
    socket.receive('a')
    expect(seen).toEqual([dropIn])
    expect(reports.mock.calls).toEqual([[error]])
    expect(events).toContain('message a')
  })
})
