// holdfast/testing in the page: users' tests run in browsers, too.
import { describe, expect } from 'vitest'
import { type Scene } from './stage.ts'

export function testing(scene: Scene): void {
  describe('createTestServer()', () => {
    scene('serves a client without a network, by its own time', async ({ page, site }) => {
      await page.evaluate("import('/testing.mjs').then((module) => void Object.assign(globalThis, module))")
      const outcome = await page.evaluate(async () => {
        const server = createTestServer()
        server.onSubscribe('room', () => 'welcome')
        server.onRequest('room', 'say', () => ({ id: 'm1' }))
        const client = Holdfast.createClient('wss://server.test/', server.options)
        const room = client.channel('room')
        const messages: unknown[] = []
        room.on('message', (message) => messages.push(message))
        await server.opened()
        server.publish('room', 'message', 'one')
        server.refuse(2)
        server.drop()
        const said = room.request('say', { text: 'hi' })
        const begin = performance.now()
        await server.opened()
        server.publish('room', 'message', 'two')
        const { opens, attempts } = client.stats()
        const answer = await said
        const isQuick = performance.now() - begin < 1_000
        server.end()
        await server.advance()
        return { messages, answer, opens, attempts, isQuick, timers: server.timers, state: client.state.name }
      })
      expect(outcome).toEqual({
        ...{ messages: ['one', 'two'], answer: { id: 'm1' }, opens: 2, attempts: 4 },
        ...{ isQuick: true, timers: 0, state: 'closed' },
      })
      expect(site.links).toBe(0)
    })
  })
}
