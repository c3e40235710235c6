// @vitest-environment jsdom
import { describe, expect, test } from 'vitest'
import { ref } from 'vue'
import type { RequestComposable } from '../../../src/vue/index.ts'
import { composables, stage } from './stage.ts'

const { useChannel, useRequest } = composables

/** A room that answers when the test says so. */
function stageRoom() {
  const staged = stage()
  const answers = new Map<string, (result: string[]) => void>()
  staged.server.onRequest('room:*', 'find', ({ text }) => new Promise((resolve) => answers.set(text, resolve)))
  const answer = async (text: string) => {
    await staged.server.advance()
    answers.get(text)?.([text])
    await staged.server.advance()
  }
  return { ...staged, answer }
}

const error = undefined

function read({ data, error, isPending }: Omit<RequestComposable<never, unknown>, 'run'>) {
  return { data: data.value, error: error.value, isPending: isPending.value }
}

describe('useRequest', () => {
  test('goes from pending to the result, keeps it, and then to the error', async () => {
    const { server, show, answer } = stageRoom()
    const { result } = show(() => useRequest(useChannel('room:1'), 'find', { timeout: 1_000 }))
    await server.opened()
    expect(read(result)).toEqual({ data: undefined, error, isPending: false })
    const said = result.run({ text: 'a' })
    expect(read(result)).toEqual({ data: undefined, error, isPending: true })
    await answer('a')
    expect(read(result)).toEqual({ data: ['a'], error, isPending: false })
    expect(await said).toEqual(['a'])
    void result.run({ text: 'b' })
    await server.advance(1_000)
    expect(read(result)).toMatchObject({ data: ['a'], error: { name: 'RequestTimeoutError' }, isPending: false })
  })

  test('counts the latest question only, whichever is answered first', async () => {
    const { server, show, answer } = stageRoom()
    const { result } = show(() => useRequest(useChannel('room:1'), 'find'))
    await server.opened()
    const first = result.run({ text: 'a' })
    void result.run({ text: 'b' })
    await answer('b')
    await answer('a')
    expect(read(result)).toEqual({ data: ['b'], error, isPending: false })
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('gives up what is under way at the unmount, and when the channel changes', async () => {
    const { server, show, client } = stageRoom()
    const name = ref<`room:${string}`>('room:1')
    const { result, app } = show(() => useRequest(useChannel(name), 'find'))
    await server.opened()
    void result.run({ text: 'a' })
    name.value = 'room:2'
    expect(client.stats().pending).toBe(0)
    expect(read(result)).toEqual({ data: undefined, error, isPending: false })
    void result.run({ text: 'b' })
    app.unmount()
    expect(client.stats().pending).toBe(0)
  })

  test('asks at once, and again with other params', async () => {
    const { server, show, answer } = stageRoom()
    const text = ref('a')
    const { result } = show(() => useRequest(useChannel('room:1'), 'find', { params: () => ({ text: text.value }) }))
    await server.opened()
    expect(read(result)).toMatchObject({ data: undefined, isPending: true })
    await answer('a')
    text.value = 'b'
    await answer('b')
    expect(read(result)).toMatchObject({ data: ['b'], isPending: false })
    expect(server.received).toMatchObject([{ data: { text: 'a' } }, { data: { text: 'b' } }])
  })

  test('asks nothing again for the same params in a new object', async () => {
    const { server, show } = stageRoom()
    const params = ref({ text: 'a' })
    show(() => useRequest(useChannel('room:1'), 'find', { params }))
    await server.opened()
    for (const text of ['a', 'b', 'b']) {
      params.value = { text }
      await server.advance()
    }
    expect(server.received).toMatchObject([{ data: { text: 'a' } }, { data: { text: 'b' } }])
  })

  test('without a channel asks nothing, and says so', async () => {
    const { server, show } = stageRoom()
    const { result } = show(() =>
      useRequest(useChannel(null as `room:${string}` | null), 'find', { params: { text: 'a' } }),
    )
    await server.advance()
    expect(read(result)).toMatchObject({ error, isPending: false })
    await expect(result.run({ text: 'a' })).rejects.toThrow('There is no channel to ask for "find"')
    expect(result.error.value).toBeInstanceOf(TypeError)
  })
})
