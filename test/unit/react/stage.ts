// Components that live on a test server.
import { act, cleanup, render, renderHook } from '@testing-library/react'
import { createElement, StrictMode, type ReactNode } from 'react'
import { expect, onTestFinished, vi } from 'vitest'
import type { ClientOptions } from '../../../src/index.ts'
import { createHooks } from '../../../src/react/index.ts'
import { serve } from '../../fake/chat.ts'
import { FakeFrames } from '../../fake/frames.ts'

export type ChatClient = ReturnType<ReturnType<typeof serve>['connect']>

export const hooks = createHooks<ChatClient>()

/** Whatever React complains of fails the test. */
export function expectNoComplaints(): void {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  onTestFinished(() => {
    expect(error.mock.calls).toEqual([])
    error.mockRestore()
  })
}

export function stage({ strict = false, ...options }: ClientOptions & { strict?: boolean } = {}) {
  expectNoComplaints()
  const frames = new FakeFrames()
  const { server, heard, connect } = serve()
  const client = connect(options)
  onTestFinished(cleanup)
  const wrapper = ({ children }: { children?: ReactNode }) => {
    const tree = createElement(hooks.ClientProvider, { client }, children)
    return strict ? createElement(StrictMode, null, tree) : tree
  }
  return {
    ...{ server, heard, connect, client, wrapper, frames },
    /** Renders what a hook gives; `hook` is called with the props. */
    show: <Props, Result>(hook: (props: Props) => Result, initialProps?: Props) =>
      renderHook(hook, { wrapper, ...(initialProps !== undefined && { initialProps }) }),
    render: (tree: ReactNode) => render(tree, { wrapper }),
    opened: () => act(() => server.opened()),
    advance: (ms?: number) => act(() => server.advance(ms)),
    /** What happens in it is drawn. */
    draw: (happen: () => void = () => undefined) =>
      act(() => {
        happen()
        frames.draw()
      }),
  }
}
