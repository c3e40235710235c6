// @vitest-environment jsdom
// The components of docs/react.md and docs/vue.md, on a page.
import * as testingLibrary from '@testing-library/react'
import * as react from 'react'
import * as jsxRuntime from 'react/jsx-runtime'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as vue from 'vue'
import { compileScript, parse } from 'vue/compiler-sfc'
import * as holdfast from '../../src/index.ts'
import * as holdfastReact from '../../src/react/index.ts'
import { createTestServer } from '../../src/testing/index.ts'
import * as holdfastVue from '../../src/vue/index.ts'
import { readBlock, readBlocks } from './markdown.ts'
import { run } from './program.ts'

interface Room {
  send: { typing: boolean }
  receive: { message: { id: string; from: string; text: string }; typing: { who: string } }
  request: { say(params: { text: string }): { id: string }; search(params: { text: string }): string[] }
  params: { token: string }
  joined: { members: string[] }
}
type Exports = Record<string, unknown>

function stage() {
  const server = createTestServer<Record<`room:${string}`, Room>>()
  onTestFinished(() => server.end())
  server.onSubscribe('room:42', ({ token }) => ({ members: ['ada', token] }))
  server.onRequest('room:42', 'search', ({ text }) => [`found ${text}`])
  server.onRequest('room:42', 'say', ({ text }) => {
    server.publish('room:42', 'message', { id: '1', from: 'me', text })
    return { id: '1' }
  })
  const lines: unknown[][] = []
  const console = { log: (...words: unknown[]) => void lines.push(words) }
  const clients: holdfast.Client[] = []
  const createClient = (url: holdfast.UrlSource, options: holdfast.ClientOptions) => {
    const client = holdfast.createClient(url, { ...options, ...server.options })
    clients.push(client)
    return client
  }
  const modules = {
    holdfast: { ...holdfast, createClient },
    'holdfast/react': holdfastReact,
    'holdfast/vue': holdfastVue,
    react,
    'react/jsx-runtime': jsxRuntime,
    vue,
  }
  return { server, lines, clients, modules, globals: { console } }
}

/** What somebody does and sees who comes to the room. */
async function visit({ server, lines }: ReturnType<typeof stage>, page: HTMLElement, settle: () => Promise<void>) {
  const type = (text: string) =>
    testingLibrary.fireEvent.input(page.querySelector('input')!, { target: { value: text } })
  expect(page.textContent).toContain('offline')
  await server.opened()
  await settle()
  expect(page.textContent).toContain('online')
  expect(page.textContent).toContain('here: ada, secret')
  type('x')
  await settle()
  testingLibrary.fireEvent.click(page.querySelector('button')!)
  server.publish('room:42', 'typing', { who: 'bob' })
  await settle()
  await expect.poll(() => page.textContent).toMatch(/me: hi.*bob types.*found x/s)
  expect(lines).toEqual([['a sound for', 'me']])
}

describe('docs/react.md', () => {
  const settle = (server: { advance(): Promise<void> }) => () => testingLibrary.act(() => server.advance())

  test('a room', async () => {
    const staged = stage()
    const { App } = await run(readBlock('docs/react.md', 'React', 'tsx'), staged.modules, staged.globals)
    const { container, unmount } = testingLibrary.render(react.createElement(App as react.FunctionComponent))
    onTestFinished(unmount)
    await visit(staged, container, settle(staged.server))
  })

  test('a session is another client for another token, and drops what waited in time', async () => {
    const { server, clients, modules } = stage()
    const { Session } = (await run(readBlocks('docs/react.md')[1]!, modules)) as Record<
      'Session',
      react.FunctionComponent<{ token: string }>
    >
    const page = (token: string) => react.createElement(Session, { token })
    const { rerender, unmount } = testingLibrary.render(page('a'))
    clients[0]?.channel('room:42').send('typing')
    await settle(server)()
    rerender(page('b'))
    clients[1]?.channel('room:42').send('typing')
    await settle(server)()
    expect(server.received.filter((each) => each.type === 'authenticate').map(({ data }) => data)).toEqual(['a', 'b'])
    expect(clients.map(({ state }) => state.name)).toEqual(['closed', 'open'])
    unmount()
    await server.advance()
    expect(clients.map(({ state }) => state.name)).toEqual(['closed', 'closed'])
  })

  test('a client that is kept takes along what waits, unless another user comes', async () => {
    const { server, clients, modules } = stage()
    const { changeTo } = await run(readBlock('docs/react.md', 'The client’s life', 'ts'), modules)
    const change = changeTo as (session: { region: string; token: string }, isSameUser: boolean) => void
    await server.opened()
    for (const isSameUser of [true, false]) {
      server.refuse()
      server.drop()
      clients[0]?.channel('room:42').send('typing', isSameUser)
      change({ region: 'us', token: 'next' }, isSameUser)
      const link = await server.opened()
      expect(link.url).toBe('wss://us.example.com/')
      const events = link.received.filter((each) => each.type === 'event')
      expect(events).toHaveLength(isSameUser ? 1 : 0)
    }
  })
})

test('docs/vue.md: a room', async () => {
  const staged = stage()
  const realtime: Exports = await run(readBlock('docs/vue.md', 'Vue', 'ts'), staged.modules, staged.globals)
  const { text, ...block } = readBlock('docs/vue.md', 'Vue', 'vue')
  const { content } = compileScript(parse(text).descriptor, { id: 'room', inlineTemplate: true })
  const modules = { ...staged.modules, './realtime': realtime }
  const { default: Room } = await run({ ...block, text: content }, modules, staged.globals)
  const container = document.createElement('div')
  const app = vue.createApp(Room as vue.Component, { id: '42' })
  app.use(realtime['ClientPlugin'] as vue.Plugin, realtime['client'])
  app.mount(container)
  onTestFinished(() => app.unmount())
  await visit(staged, container, () => staged.server.advance())
})
