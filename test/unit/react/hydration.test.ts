// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from '../../fake/chat.ts'
import { Chat } from './chat.ts'
import { hooks, stage } from './stage.ts'

test('a page takes over what the server rendered, also if its client was faster', async () => {
  const { server, client, frames, advance, opened } = stage()
  onTestFinished(cleanup)
  await opened()
  const tree = (given: typeof client) => createElement(hooks.ClientProvider, { client: given }, createElement(Chat))
  const container = document.createElement('div')
  container.innerHTML = renderToString(tree(serve().connect({ connect: 'lazy' })))
  const [line] = container.children
  expect(line?.textContent).toBe('idle idle 0 nobody asking')

  document.body.append(container)
  render(tree(client), { container, hydrate: true })
  expect(container.children[0]).toBe(line)
  expect(line?.textContent).toBe('open joining 0 nobody asking')
  await advance()
  server.publish('room:1', 'message', { id: 7, text: 'hi' })
  server.publish('room:1', 'typing', { who: 'ada' })
  act(() => frames.draw())
  expect(line?.textContent).toBe('open joined 7 ada a')
})
