// What a server renders, in Node: without a page, and without a socket.
import { renderToString } from '@vue/server-renderer'
import { expect, test } from 'vitest'
import { createSSRApp } from 'vue'
import { serve } from '../../fake/chat.ts'
import { Chat } from './chat.ts'
import { composables, expectNoComplaints } from './stage.ts'

test('a server renders what there is before the first link, and dials nothing', async () => {
  expectNoComplaints()
  const { server, connect } = serve()
  const client = connect({ connect: 'lazy' })
  const html = await renderToString(createSSRApp(Chat).use(composables.ClientPlugin, client))
  expect(html).toBe('<p>idle idle 0 nobody asking</p>')
  await server.advance(60_000)
  expect(client.state.name).toBe('idle')
  expect(server.links).toEqual([])
})
