// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react'
import { createElement, StrictMode, type ReactNode } from 'react'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createClient, type ConnectionState } from '../../../src/index.ts'
import { serve } from '../../fake/chat.ts'
import { expectNoComplaints, hooks, stage, type ChatClient } from './stage.ts'

const { ClientProvider, useChannel, useClient, useConnectionState, useEvent } = hooks

function Listener() {
  useEvent(useChannel('prices'), 'tick', () => undefined)
  return useConnectionState(({ name }) => name)
}

/** A provider with a client of its own, and whatever is made for it. */
function stageOwn({ strict = false, connect: mode = 'lazy' }: { strict?: boolean; connect?: 'lazy' | 'eager' } = {}) {
  expectNoComplaints()
  onTestFinished(cleanup)
  const { server, heard, connect } = serve()
  const made: ChatClient[] = []
  const client = () => {
    const one = connect({ connect: mode })
    made.push(one)
    return one
  }
  const provider = (props: { key?: string; drain?: number }) => {
    const tree = createElement(ClientProvider, { client, ...props }, createElement(Listener))
    return strict ? createElement(StrictMode, null, tree) : tree
  }
  const dials = () => made.reduce((sum, each) => sum + each.stats().attempts, 0)
  return { server, heard, made, provider, dials }
}

describe('useClient', () => {
  test('is the client of the provider, and an error without one', () => {
    const { show, client } = stage()
    expect(show(() => useClient()).result.current).toBe(client)
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(() => render(createElement(Listener))).toThrow('There is no <ClientProvider> around this component')
    complain.mockClear()
  })
})

describe('useConnectionState', () => {
  test('follows the connection', async () => {
    const { server, show, opened, client } = stage()
    const { result } = show(() => useConnectionState())
    expect(result.current).toBe(client.state)
    await opened()
    expect(result.current).toMatchObject({ name: 'open', attempt: 1 })
    act(() => server.drop())
    expect(result.current).toMatchObject({ name: 'waiting', attempt: 2 })
  })

  test('draws when what was selected changes, also if the selector makes new objects', async () => {
    const { server, show, opened, advance } = stage()
    let renders = 0
    const { result } = show(() => {
      renders++
      return useConnectionState((state: ConnectionState) => state.name === 'open')
    })
    const object = show(() => useConnectionState(({ name }) => ({ name })))
    await opened()
    expect([result.current, renders]).toEqual([true, 2])
    expect(object.result.current).toEqual({ name: 'open' })
    server.refuse(3)
    act(() => server.drop())
    await advance(3_000)
    expect([result.current, renders]).toEqual([false, 3])
  })
})

describe('a client that was made outside', () => {
  test('stays open when the provider is unmounted', async () => {
    const { client, render: show, opened, advance } = stage({ strict: true })
    const { unmount } = show(createElement(Listener))
    await opened()
    unmount()
    await advance(60_000)
    expect(client.state.name).toBe('open')
  })

  test('is left for another one, which takes over the channels', async () => {
    const { client, connect, server, heard, opened, advance } = stage()
    const other = connect()
    const tree = (given: ChatClient) => createElement(ClientProvider, { client: given }, createElement(Listener))
    const { rerender } = render(tree(client))
    await opened()
    rerender(tree(other))
    await advance(1_000)
    expect(heard()).toEqual(['subscribe prices', 'subscribe prices', 'unsubscribe prices'])
    expect(server.links.map(({ channels }) => [...channels])).toEqual([[], ['prices']])
  })

  test.each([
    ['moves what waits to another URL', false, ['kept']],
    ['drops it, if it is told to', true, []],
  ])('%s', async (_name, isDiscarded, expected) => {
    expectNoComplaints()
    const { server } = serve()
    let user = 'ada'
    const client = createClient(() => `ws://chat.test/${user}`, server.options)
    await act(() => server.opened())
    server.refuse(1)
    server.drop()
    client.channel('room:1').send('typing', 'kept')
    user = 'bob'
    if (isDiscarded) client.discard()
    client.reconnect()
    const link = await act(() => server.opened())
    expect(link.url).toBe('ws://chat.test/bob')
    expect(link.received.map((each) => 'data' in each && each.data)).toEqual(expected)
  })
})

describe('a client that the provider makes', () => {
  test.each([false, true])('opens one socket, and is closed by the unmount (StrictMode: %s)', async (strict) => {
    const { server, heard, made, provider, dials } = stageOwn({ strict })
    const { container, unmount } = render(provider({}))
    await act(() => server.opened())
    expect(container.textContent).toBe('open')
    expect(heard()).toEqual(['subscribe prices'])
    expect(dials()).toBe(1)
    unmount()
    await server.advance()
    expect(server.links).toEqual([])
    expect(made.map(({ state }) => state.name).sort()).toEqual(strict ? ['closed', 'idle'] : ['closed'])
  })

  test('is another one under another key, and what waited for the first is dropped', async () => {
    const { server, made, provider } = stageOwn()
    const { rerender } = render(provider({ key: 'ada' }))
    await act(() => server.opened())
    server.refuse(1)
    act(() => server.drop())
    made[0]?.channel('room:1').send('typing', { who: 'ada' })
    const dropped: string[] = []
    made[0]?.on('drop', ({ reason }) => dropped.push(reason))
    rerender(provider({ key: 'bob' }))
    await act(() => server.opened())
    expect(made.map(({ state }) => state.name)).toEqual(['closed', 'open'])
    expect(dropped).toEqual(['closed'])
    expect(server.received.filter(({ type }) => type === 'event')).toEqual([])
  })

  test('gives what waits the time that it is told to', async () => {
    const { server, made, provider } = stageOwn()
    const { rerender } = render(provider({ key: 'ada', drain: 5_000 }))
    await act(() => server.opened())
    act(() => server.drop())
    made[0]?.channel('room:1').send('typing', { who: 'ada' })
    rerender(provider({ key: 'bob', drain: 5_000 }))
    await act(() => server.advance(5_000))
    expect(server.received.filter(({ type }) => type === 'event')).toMatchObject([{ data: { who: 'ada' } }])
    expect(made.map(({ state }) => state.name)).toEqual(['closed', 'open'])
  })

  test('must not dial before it is shown', () => {
    const { made, provider } = stageOwn({ connect: 'eager' })
    const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(() => render(provider({}))).toThrow("add connect: 'lazy'")
    complain.mockClear()
    expect(made.map(({ state }) => state.name)).not.toContain('open')
  })

  test('is kept when the tree is hidden and shown again', async () => {
    const { Activity } = (await import('react')) as { Activity?: typeof import('react').Activity }
    if (!Activity) return // React 18 hides nothing
    const { server, made, provider } = stageOwn()
    const tree = (mode: 'hidden' | 'visible'): ReactNode => createElement(Activity, { mode, children: provider({}) })
    const { rerender, container } = render(tree('visible'))
    await act(() => server.opened())
    rerender(tree('hidden'))
    await act(() => server.advance(2_000))
    expect(server.links).toEqual([])
    rerender(tree('visible'))
    await act(() => server.opened())
    expect(container.textContent).toBe('open')
    expect(made).toHaveLength(1)
    expect(server.publish('prices', 'tick', 1)).toBe(1)
  })
})
