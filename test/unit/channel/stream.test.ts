import { describe, expect, test, vi } from 'vitest'
import type { Stream } from '../../../src/index.ts'
import { failure } from '../../fake/channel-stage.ts'
import { openRooms } from '../../fake/rooms.ts'

type Text = { text: string }

async function up() {
  const stage = await openRooms({ linger: 0 })
  const room = stage.client.channel('room:1')
  const say = (text: string) => stage.say({ type: 'event', channel: 'room:1', event: 'message', data: { text } })
  return { stage, room, say }
}

/** Takes all there is, until the end. */
async function take(stream: Stream<Text>): Promise<string[]> {
  const texts: string[] = []
  for await (const { text } of stream) texts.push(text)
  return texts
}

describe('messages', () => {
  test('gives what comes in from the call on, to each of its readers', async () => {
    const { room, say } = await up()
    const stream = room.messages('message')
    await say('a')
    const abort = new AbortController()
    const all = take(room.messages('message', { signal: abort.signal }))
    await say('b')
    expect(await stream.next()).toEqual({ done: false, value: { text: 'a' } })
    expect(await stream.next()).toEqual({ done: false, value: { text: 'b' } })
    const next = stream.next()
    await say('c')
    expect(await next).toEqual({ done: false, value: { text: 'c' } })
    abort.abort()
    expect(await all).toEqual(['b', 'c'])
  })

  test.each([
    ['drop-oldest', ['b', 'c']],
    ['drop-newest', ['a', 'b']],
  ] as const)('keeps no more than its limit (%s), and counts what went', async (overflow, kept) => {
    const { room, say } = await up()
    const abort = new AbortController()
    const stream = room.messages('message', { limit: 2, overflow, signal: abort.signal })
    for (const text of ['a', 'b', 'c']) await say(text)
    expect(stream.dropped).toBe(1)
    abort.abort()
    expect(await take(stream)).toEqual(kept)
  })

  test('refuses wrong options, and subscribes to nothing then', async () => {
    const { stage, room } = await up()
    expect(() => room.messages('message', { limit: 0 })).toThrow(RangeError)
    expect(() => room.messages('message', { overflow: 'reject' as never })).toThrow(TypeError)
    expect(await take(room.messages('message', { signal: AbortSignal.abort() }))).toEqual([])
    expect(await stage.said()).toEqual([])
  })

  test('leaves the channel when the loop is left', async () => {
    const { stage, room, say } = await up()
    const loop = (async () => {
      for await (const { text } of room.messages('message')) if (text === 'bye') break
    })()
    await say('hi')
    await say('bye')
    await loop
    await stage.clock.advance(0)
    expect(await stage.spoke()).toEqual(['subscribe room:1', 'unsubscribe room:1'])
  })

  test('ends when the channel is left, when the client closes, and is over if it is closed', async () => {
    const { stage, room } = await up()
    const left = take(room.messages('message'))
    room.leave()
    expect(await left).toEqual([])
    const closed = take(room.messages('message'))
    stage.client.close()
    expect(await closed).toEqual([])
    expect(await take(room.messages('message'))).toEqual([])
  })

  test('has no more messages once it was left, and keeps nothing on its signal', async () => {
    const { room, say } = await up()
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const stream = room.messages('message', { signal })
    await say('a')
    expect(await stream.return()).toEqual({ done: true, value: undefined })
    expect(await stream.next()).toEqual({ done: true, value: undefined })
    expect(removed).toHaveBeenCalledOnce()
  })
})

describe('once', () => {
  test('resolves with the next such event, and needs the channel no longer', async () => {
    const { stage, room, say } = await up()
    const next = room.once('message')
    await say('a')
    await say('b')
    expect(await next).toEqual({ text: 'a' })
    await stage.clock.advance(0)
    expect(await stage.spoke()).toEqual(['subscribe room:1', 'unsubscribe room:1'])
  })

  test('rejects at its timeout, with its signal, when it is left, and when the client closes', async () => {
    const { stage, room } = await up()
    const late = failure(room.once('message', { timeout: 100 }))
    const abort = new AbortController()
    const aborted = failure(room.once('message', { signal: abort.signal }))
    abort.abort('enough')
    await stage.clock.advance(100)
    expect(await late).toMatchObject({ name: 'RequestTimeoutError' })
    expect(await aborted).toBe('enough')
    const left = failure(room.once('message'))
    room.leave()
    expect(await left).toMatchObject({ name: 'ClosedError' })
    const closed = failure(room.once('message'))
    stage.client.close()
    expect(await closed).toMatchObject({ name: 'ClosedError' })
    expect(await failure(room.once('message'))).toMatchObject({ name: 'ClosedError' })
  })
})
