// @vitest-environment jsdom
import { describe, expect, test, vi } from 'vitest'
import { messages } from '../../fake/chat.ts'
import { hooks, stage } from './stage.ts'

const { useChannel, useLatest, useList } = hooks
type Name = `room:${string}`

describe('useList and useLatest', () => {
  test('draw once a frame, with the latest of all that came', async () => {
    const { server, show, opened, draw } = stage()
    let renders = 0
    const { result } = show(() => {
      renders++
      const room = useChannel('room:1')
      return [useList(room, 'message', { limit: 200 }), useLatest(room, 'message')] as const
    })
    await opened()
    const before = renders
    draw(() => messages(1_000).forEach((message) => server.publish('room:1', 'message', message)))
    expect(renders - before).toBe(1)
    expect(result.current).toEqual([messages(200, 800), { id: 999, text: 'm999' }])

    const [shown] = result.current
    draw(() => server.publish('room:1', 'message', { id: 1_000, text: 'm1000' }))
    expect(shown).toEqual(messages(200, 800))
    expect(result.current[0]).toEqual(messages(200, 801))
  })

  test('begin with what is initial, and anew with another channel', async () => {
    const { server, show, opened, draw, advance } = stage()
    const { rerender, result } = show(
      ({ name }: { name: Name }) => {
        const room = useChannel(name)
        return [useList(room, 'message', { initial: messages(1) }), useLatest(room, 'message', null)] as const
      },
      { name: 'room:1' },
    )
    expect(result.current).toEqual([messages(1), null])
    await opened()
    draw(() => server.publish('room:1', 'message', { id: 1, text: 'm1' }))
    expect(result.current).toEqual([messages(2), { id: 1, text: 'm1' }])
    rerender({ name: 'room:2' })
    expect(result.current).toEqual([messages(1), null])
    await advance()
    draw(() => server.publish('room:2', 'message', { id: 2, text: 'm2' }))
    expect(result.current[1]).toEqual({ id: 2, text: 'm2' })
  })

  test('draw nothing after the unmount', async () => {
    const { server, show, opened, frames } = stage()
    const { unmount } = show(() => useList(useChannel('prices'), 'tick'))
    await opened()
    server.publish('prices', 'tick', 1)
    expect(frames.waiting).toBe(1)
    unmount()
    expect(frames.waiting).toBe(0)
  })

  test('refuse a limit that keeps nothing', () => {
    const { show } = stage()
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(() => show(() => useList(useChannel('prices'), 'tick', { limit: 0 }))).toThrow('limit must be at least 1')
    complain.mockClear()
  })
})
