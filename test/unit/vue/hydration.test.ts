// @vitest-environment jsdom
import { renderToString } from '@vue/server-renderer'
import { expect, onTestFinished, test } from 'vitest'
import { createSSRApp, nextTick } from 'vue'
import { serve } from '../../fake/chat.ts'
import { Chat } from './chat.ts'
import { composables, stage } from './stage.ts'

test('a page takes over what the server rendered, also if its client was faster', async () => {
  const { server, client, draw } = stage()
  await server.opened()
  const app = (given: typeof client) => createSSRApp(Chat).use(composables.ClientPlugin, given)
  const container = document.createElement('div')
  container.innerHTML = await renderToString(app(serve().connect({ connect: 'lazy' })))
  const [line] = container.children
  expect(line?.textContent).toBe('idle idle 0 nobody asking')

  const page = app(client)
  onTestFinished(() => page.unmount())
  page.mount(container)
  expect(container.children[0]).toBe(line)
  await nextTick()
  expect(line?.textContent).toBe('open joining 0 nobody asking')
  await server.advance()
  await draw(() => {
    server.publish('room:1', 'message', { id: 7, text: 'hi' })
    server.publish('room:1', 'typing', { who: 'ada' })
  })
  expect(line?.textContent).toMatch(/^open joined 7 ada/)
})
