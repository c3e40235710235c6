// @vitest-environment jsdom
import { act } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { hooks, stage } from './stage.ts'

const { useChannel, useRequest } = hooks

/** A room that answers when the test says so. */
function stageRoom(options: Parameters<typeof stage>[0] = {}) {
  const staged = stage(options)
  const answers = new Map<string, (result: string[] | Promise<never>) => void>()
  staged.server.onRequest('room:*', 'find', ({ text }) => new Promise((resolve) => answers.set(text, resolve)))
  const answer = async (text: string, result: string[] | Promise<never> = [text]) => {
    await staged.advance()
    answers.get(text)?.(result)
    await staged.advance()
  }
  return { ...staged, answers, answer }
}

const error = undefined

describe('useRequest', () => {
  test('goes from pending to the result, keeps it, and then to the error', async () => {
    const { server, show, opened, advance, answer } = stageRoom()
    const { result } = show(() => useRequest(useChannel('room:1'), 'find', { timeout: 1_000 }))
    await opened()
    expect(result.current).toMatchObject({ data: undefined, error, isPending: false })
    let said: Promise<string[]> | undefined
    act(() => void (said = result.current.run({ text: 'a' })))
    expect(result.current).toMatchObject({ data: undefined, error, isPending: true })
    await answer('a')
    expect(result.current).toMatchObject({ data: ['a'], error, isPending: false })
    expect(await said).toEqual(['a'])

    act(() => void result.current.run({ text: 'b' }))
    expect(result.current).toMatchObject({ data: ['a'], error, isPending: true })
    await advance(1_000)
    expect(result.current).toMatchObject({ data: ['a'], error: { name: 'RequestTimeoutError' }, isPending: false })
    act(() => void result.current.run({ text: 'c' }))
    expect(result.current.error).toBe(undefined)
    expect(server.received).toHaveLength(3)
  })

  test('counts the latest question only, whichever is answered first', async () => {
    const { show, opened, advance, answer } = stageRoom()
    const { result } = show(() => useRequest(useChannel('room:1'), 'find'))
    await opened()
    let first: Promise<unknown> | undefined
    act(() => {
      first = result.current.run({ text: 'a' })
      void result.current.run({ text: 'b' })
    })
    await advance()
    expect(result.current).toMatchObject({ data: undefined, error, isPending: true })
    await answer('b')
    await answer('a')
    expect(result.current).toMatchObject({ data: ['b'], isPending: false })
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('gives up what is under way at the unmount, and when the channel changes', async () => {
    const { show, opened, client, answers, answer } = stageRoom()
    const { result, rerender, unmount } = show(
      ({ name }: { name: 'room:1' | 'room:2' }) => useRequest(useChannel(name), 'find'),
      { name: 'room:1' },
    )
    await opened()
    act(() => void result.current.run({ text: 'a' }))
    rerender({ name: 'room:2' })
    expect(client.stats().pending).toBe(0)
    expect(result.current).toMatchObject({ data: undefined, error, isPending: false })
    act(() => void result.current.run({ text: 'b' }))
    expect(client.stats().pending).toBe(1)
    unmount()
    expect(client.stats().pending).toBe(0)
    await answer('b')
    expect([...answers.keys()]).toEqual(['a', 'b'])
  })

  test('withdraws what still waits for a link', async () => {
    const { server, show, opened, advance } = stageRoom()
    const { result, unmount } = show(() => useRequest(useChannel('room:1'), 'find'))
    act(() => void result.current.run({ text: 'a' }))
    unmount()
    await opened()
    await advance()
    expect(server.received).toEqual([])
  })

  test.each([false, true])('asks at once, once, and again with other params (StrictMode: %s)', async (strict) => {
    const { server, show, opened, advance, answer } = stageRoom({ strict })
    const { result, rerender } = show(({ text }) => useRequest(useChannel('room:1'), 'find', { params: { text } }), {
      text: 'a',
    })
    await opened()
    expect(result.current).toMatchObject({ data: undefined, isPending: true })
    await answer('a')
    rerender({ text: 'a' })
    await advance()
    rerender({ text: 'b' })
    await answer('b')
    expect(result.current).toMatchObject({ data: ['b'], isPending: false })
    expect(server.received).toMatchObject([{ data: { text: 'a' } }, { data: { text: 'b' } }])
  })

  test('without a channel asks nothing, and says so', async () => {
    const { show, advance } = stageRoom()
    const { result } = show(() =>
      useRequest(useChannel(null as `room:${string}` | null), 'find', { params: { text: 'a' } }),
    )
    await advance()
    expect(result.current).toMatchObject({ error, isPending: false })
    await act(() => expect(result.current.run({ text: 'a' })).rejects.toThrow('There is no channel to ask for "find"'))
    expect(result.current.error).toBeInstanceOf(TypeError)
  })
})
