// @vitest-environment jsdom
import { act } from '@testing-library/react'
import { useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { Channel } from '../../../src/channel/channel.ts'
import { defineChannel } from '../../../src/index.ts'
import { messages } from '../../fake/chat.ts'
import { hooks, stage } from './stage.ts'

const { useChannel, useEvent, useJoin, useLatest, useList } = hooks
type Name = `room:${string}`

describe('useEvent', () => {
  test('loses none of 10,000 events, however React batches', async () => {
    const { server, show, opened, draw } = stage()
    const heard: number[] = []
    const { result } = show(() => {
      const room = useChannel('room:1')
      const [count, setCount] = useState(0)
      useEvent(room, 'message', ({ id }) => {
        heard.push(id)
        setCount((before) => before + 1)
      })
      return { count, list: useList(room, 'message', { limit: 10_000 }) }
    })
    await opened()
    draw(() => messages(10_000).forEach((message) => server.publish('room:1', 'message', message)))
    expect(heard).toEqual(messages(10_000).map(({ id }) => id))
    expect(result.current.count).toBe(10_000)
    expect(result.current.list).toEqual(messages(10_000))
  })

  test('calls the latest handler, which does not subscribe anew', async () => {
    const { server, heard, show, opened } = stage()
    const { rerender } = show(
      (handler: (data: unknown) => void) => useEvent(useChannel('prices'), 'tick', handler),
      () => undefined,
    )
    await opened()
    const on = vi.spyOn(Channel.prototype, 'on')
    const handlers = [vi.fn(), vi.fn()]
    for (const [index, handler] of handlers.entries()) {
      rerender(handler)
      server.publish('prices', 'tick', index)
    }
    expect(handlers.map(({ mock }) => mock.calls)).toEqual([[[0]], [[1]]])
    expect(heard()).toEqual(['subscribe prices'])
    expect(on).not.toHaveBeenCalled()
  })

  test('draws once a frame for each key, if it is told to', async () => {
    const { server, show, opened, draw } = stage()
    const handler = vi.fn()
    show(() => useEvent(useChannel('prices'), 'tick', handler, { coalesce: 'frame', key: (price) => price % 2 }))
    await opened()
    draw(() => [1, 2, 3, 4].forEach((price) => server.publish('prices', 'tick', price)))
    expect(handler.mock.calls).toEqual([[3], [4]])
  })
})

describe('useChannel', () => {
  test('subscribes once under StrictMode, over one socket', async () => {
    const { client, heard, show, opened, advance } = stage({ strict: true })
    show(() => {
      const room = useChannel('room:1')
      useEvent(room, 'message', () => undefined)
      useJoin(room, { token: 't' })
      return useList(room, 'typing')
    })
    await opened()
    await advance(60_000)
    expect(client.stats()).toMatchObject({ opens: 1, attempts: 1 })
    expect(heard()).toEqual(['subscribe room:1'])
  })

  test('skips what has no name yet, and leaves what has none any more', async () => {
    const { heard, show, advance, opened } = stage()
    const { rerender, result } = show(
      ({ name }: { name: Name | null }) => {
        const room = useChannel(name)
        useEvent(room, 'message', () => undefined)
        return [useList(room, 'message'), useLatest(room, 'typing', 'nobody'), useJoin(room, { token: 't' })]
      },
      { name: null as Name | null },
    )
    await opened()
    expect(heard()).toEqual([])
    expect(result.current).toEqual([[], 'nobody', { name: 'idle' }])
    rerender({ name: 'room:1' })
    await advance()
    rerender({ name: null })
    await advance(1_000)
    expect(heard()).toEqual(['subscribe room:1', 'unsubscribe room:1'])
  })

  test('leaves a channel some time after the last component, so that another page may take it over', async () => {
    const { heard, show, advance, opened } = stage()
    const page = () => show(() => useEvent(useChannel('prices'), 'tick', () => undefined))
    const first = page()
    await opened()
    first.unmount()
    await advance(999)
    const second = page()
    await advance(5_000)
    expect(heard()).toEqual(['subscribe prices'])
    second.unmount()
    await advance(1_000)
    expect(heard()).toEqual(['subscribe prices', 'unsubscribe prices'])
  })

  test('releases what was done with its handle', async () => {
    const { heard, show, advance, opened } = stage()
    const { result, unmount } = show(() => useChannel('room:1'))
    await opened()
    act(() => void result.current.join({ token: 't' }))
    await advance()
    unmount()
    await advance(1_000)
    expect(heard()).toEqual(['subscribe room:1', 'unsubscribe room:1'])
  })

  test('takes a definition of its own, which may be written in the component', async () => {
    const { heard, show, opened } = stage()
    const { rerender, result } = show(() => {
      const news = useChannel('news', defineChannel<{ receive: { line: string } }>())
      useEvent(news, 'line', () => undefined)
      return news
    })
    const first = result.current
    rerender()
    await opened()
    expect(result.current).toBe(first)
    expect(heard()).toEqual(['subscribe news'])
  })
})

describe('useJoin', () => {
  test('is what the server said, and why it said no', async () => {
    const { server, show, opened, advance } = stage()
    const { result } = show(() => useJoin(useChannel('room:1'), { token: 'ada' }))
    expect(result.current).toEqual({ name: 'joining' })
    await opened()
    expect(result.current).toEqual({ name: 'joined', data: { members: ['ada'] }, resumed: false })
    act(() => void server.kick('room:1', { code: 'banned' }))
    await advance()
    expect(result.current).toMatchObject({ name: 'kicked', code: 'banned' })
  })

  test('subscribes anew with other params, not with the same in a new object', async () => {
    const { server, show, opened, advance } = stage()
    const { rerender } = show(({ token }) => useJoin(useChannel('room:1'), { token }), { token: 'a' })
    await opened()
    rerender({ token: 'a' })
    await advance()
    rerender({ token: 'b' })
    await advance()
    expect(server.received).toMatchObject([{ data: { token: 'a' } }, { data: { token: 'b' } }])
  })

  test('does not ask again and again after a no', async () => {
    const { server, show, opened, advance } = stage()
    server.onSubscribe('room:*', () => {
      throw Object.assign(new Error('Members only'), { code: 'forbidden' })
    })
    const { rerender, result } = show(() => useJoin(useChannel('room:1'), { token: 'a' }))
    await opened()
    rerender()
    await advance(60_000)
    expect(result.current).toMatchObject({ name: 'refused', error: { code: 'forbidden' } })
    expect(server.received).toHaveLength(1)
  })

  test('asks the latest function for params at each subscription', async () => {
    const { server, show, opened } = stage()
    const { rerender } = show(({ token }) => useJoin(useChannel('room:1'), () => ({ token })), { token: 'a' })
    await opened()
    rerender({ token: 'b' })
    server.drop()
    await opened()
    expect(server.received).toMatchObject([{ data: { token: 'a' } }, { data: { token: 'b' } }])
  })

  test('ends nothing that others do with the channel', async () => {
    const { server, heard, show, opened, advance } = stage()
    const handler = vi.fn()
    const { rerender } = show(
      ({ joins }) => {
        const room = useChannel('room:1')
        useEvent(room, 'typing', handler)
        useJoin(joins ? room : null, { token: 't' })
      },
      { joins: true },
    )
    await opened()
    rerender({ joins: false })
    await advance(5_000)
    server.publish('room:1', 'typing', { who: 'ada' })
    expect(handler).toHaveBeenCalledOnce()
    expect(heard()).toEqual(['subscribe room:1'])
  })
})
