// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { createApp, defineComponent, h, nextTick } from 'vue'
import { composables, expectNoComplaints, stage } from './stage.ts'

const { provideClient, useClient, useConnectionState } = composables

test('the client is the one of the plugin, or of a component above, and without one there is an error', () => {
  const { client, connect, show } = stage()
  const other = connect({ connect: 'lazy' })
  expect(show(() => useClient()).result).toBe(client)

  let inner: unknown
  const Inner = defineComponent({ setup: () => ((inner = useClient()), () => null) })
  const Outer = defineComponent({ setup: () => (provideClient(other), () => h(Inner)) })
  createApp(Outer).mount(document.createElement('div'))
  expect(inner).toBe(other)
})

test('a component without a client says what is missing', () => {
  const warn = expectNoComplaints()
  const Lost = defineComponent({ setup: () => (useClient(), () => null) })
  expect(() => createApp(Lost).mount(document.createElement('div'))).toThrow('app.use(ClientPlugin, client)')
  warn.mockClear()
})

test('the state follows the connection, whole or in parts', async () => {
  const { server, client, show } = stage()
  const { result, text, app } = show(
    () => [useConnectionState(), useConnectionState(({ name }) => name)] as const,
    ([, name]) => name.value,
  )
  expect(result[0].value).toBe(client.state)
  await server.opened()
  expect(result.map((each) => each.value)).toEqual([client.state, 'open'])
  await nextTick()
  expect(text()).toBe('open')
  server.drop()
  expect(result[1].value).toBe('waiting')
  app.unmount()
  await server.opened()
  expect(result[1].value).toBe('waiting')
})
