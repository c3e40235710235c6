// What a server renders, in Node: without a page, and without a socket.
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { serve } from '../../fake/chat.ts'
import { Chat } from './chat.ts'
import { expectNoComplaints, hooks } from './stage.ts'

test('a server renders what there is before the first link, and dials nothing', async () => {
  expectNoComplaints()
  const { server, connect } = serve()
  const client = connect({ connect: 'lazy' })
  const html = renderToString(createElement(hooks.ClientProvider, { client }, createElement(Chat)))
  expect(html).toBe('<p>idle idle 0 nobody asking</p>')
  await server.advance(60_000)
  expect(client.state.name).toBe('idle')
  expect(server.links).toEqual([])
})

test('a server needs no WebSocket, also for a client that the provider makes', () => {
  expectNoComplaints()
  vi.stubGlobal('WebSocket', undefined)
  const { connect } = serve()
  const client = () => connect({ connect: 'lazy', WebSocket: undefined as never })
  const html = renderToString(createElement(hooks.ClientProvider, { client }, createElement(Chat)))
  expect(html).toContain('idle')
  vi.unstubAllGlobals()
})
