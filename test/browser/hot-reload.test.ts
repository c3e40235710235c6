// What hot reload does to a page of React or Vue, by Vite, in Chromium: the client of the old module closes, and the new one takes over.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { createServer as createVite } from 'vite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { defineChannel } from '../../src/index.ts'
import { createServer } from '../../src/server/index.ts'
import { openPuppeteer } from './puppeteer.ts'

const channels = { room: defineChannel<{ receive: { message: string } }>() }
const built = (name: string) => join(import.meta.dirname, '../../dist', `${name}.mjs`)

const ofReact = {
  realtime: (url: string) => `
    import { createClient } from 'holdfast'
    import { createHooks } from 'holdfast/react'
    import.meta.hot?.data.client?.close()
    export const client = createClient('${url}')
    export const { ClientProvider, useChannel, useJoin, useLatest } = createHooks()
    if (import.meta.hot) import.meta.hot.data.client = client`,
  component: 'App.jsx',
  draw: (word: string) => `
    import { client, ClientProvider, useChannel, useJoin, useLatest } from './realtime.js'
    export function App() {
      return <ClientProvider client={client}><Room /></ClientProvider>
    }
    function Room() {
      const room = useChannel('room')
      return <p>{['${word}', useJoin(room).name, useLatest(room, 'message')].join(' ')}</p>
    }`,
  main: `
    import { createElement, StrictMode } from 'react'
    import { createRoot } from 'react-dom/client'
    import { App } from './App.jsx'
    createRoot(document.querySelector('main')).render(createElement(StrictMode, null, createElement(App)))`,
}

const ofVue: typeof ofReact = {
  realtime: (url) => `
    import { createClient } from 'holdfast'
    import { createComposables } from 'holdfast/vue'
    import.meta.hot?.data.client?.close()
    export const client = createClient('${url}')
    export const { provideClient, useChannel, useJoin, useLatest } = createComposables()
    if (import.meta.hot) import.meta.hot.data.client = client`,
  component: 'App.vue',
  draw: (word) => `
    <script setup>
    import Room from './Room.vue'
    import { client, provideClient } from './realtime.js'
    provideClient(client)
    </script>
    <template><p>${word} <Room /></p></template>`,
  main: `
    import { createApp } from 'vue'
    import App from './App.vue'
    createApp(App).mount('main')`,
}

const room = `
  <script setup>
  import { useChannel, useJoin, useLatest } from './realtime.js'
  const room = useChannel('room')
  const joined = useJoin(room)
  const latest = useLatest(room, 'message')
  </script>
  <template>{{ joined.name }} {{ latest }}</template>`

async function stage({ realtime, component, draw, main }: typeof ofReact) {
  let links = 0
  const server = createServer({ channels, origins: 'any', address: () => String(++links) })
  onTestFinished(() => server.close({ spread: 0 }))
  const url = `ws://127.0.0.1:${await server.ready()}/`
  const parent = join(import.meta.dirname, 'dist')
  await mkdir(parent, { recursive: true })
  const root = await mkdtemp(join(parent, 'hot-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const write = (name: string, text: string) => writeFile(join(root, name), text)
  await write('realtime.js', realtime(url))
  await write(component, draw('first'))
  await write('Room.vue', room)
  await write('main.js', main)
  await write('index.html', '<main></main><script type="module" src="/main.js"></script>')
  const alias = ['holdfast', 'react', 'vue'].map((name) => ({
    find: name === 'holdfast' ? /^holdfast$/ : `holdfast/${name}`,
    replacement: built(name),
  }))
  const vite = await createVite({
    ...{ root, configFile: false, cacheDir: join(root, 'cache'), logLevel: 'warn', plugins: [react(), vue()] },
    server: { host: '127.0.0.1', port: 0, fs: { strict: false } },
    resolve: { alias },
  })
  onTestFinished(() => vite.close())
  await vite.listen()
  const browser = await openPuppeteer('chromium', {})
  onTestFinished(() => browser.close())
  const page = await browser.newPage(vite.resolvedUrls!.local[0])
  const shows = (text: string) =>
    vi.waitFor(async () => expect(await page.evaluate(() => document.body.innerText.trim())).toBe(text), 20_000)
  return { server, page, shows, change: write, url, links: () => links }
}

test.each([
  ['React', ofReact],
  ['Vue', ofVue],
])('%s: a new component keeps the link, a new client takes the place of the old one', async (_, app) => {
  const { server, page, shows, change, url, links } = await stage(app)
  await shows('first joined')
  await page.evaluate(() => void Object.assign(window, { isSamePage: true }))

  await change(app.component, app.draw('second'))
  await shows('second joined')
  expect(links()).toBe(1)

  await change('realtime.js', app.realtime(`${url}?new`))
  await vi.waitFor(() => expect([links(), server.links, server.users('room').length]).toEqual([2, 1, 1]), 30_000)
  server.publish('room', 'message', 'hi')
  await shows('second joined hi')
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true)
})
