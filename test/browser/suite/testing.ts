// holdfast/testing in the page: users' tests run in browsers, too.
import { describe, expect } from 'vitest'
import { type Scene } from './stage.ts'

const load = "import('/testing.mjs').then((module) => void Object.assign(globalThis, module))"

export function testing(scene: Scene): void {
  describe('createTestServer()', () => {
    scene('serves a client without a network, by its own time', async ({ page, site }) => {
      await page.evaluate(load)
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

    scene(
      'falls silent, kicks, closes and takes down what it hears, over hours that pass at once',
      async ({ page }) => {
        await page.evaluate(load)
        const outcome = await page.evaluate(async () => {
          const server = createTestServer()
          const client = Holdfast.createClient('wss://server.test/', { ...server.options, authenticate: 'ada' })
          const room = client.channel('room')
          const story: string[] = []
          room.onState(({ name }) => story.push(name))
          client.on(
            'state',
            (state) => state.name === 'waiting' && story.push(`${state.cause.kind} ${state.cause.code}`),
          )
          room.on('message', (text) => story.push(String(text)))
          const first = await server.opened()
          server.kick('room', { code: 'later', retry: true })
          await server.advance(5_000)
          // The link is dead, and nobody says so: the heartbeat finds out.
          first.mute()
          room.send('typing', { who: 'ada' })
          await server.advance(60_000)
          server.close(4000, 'bye')
          await server.advance(60_000)
          server.mute()
          server.publish('room', 'message', 'held up')
          const before = story.length
          server.unmute()
          const isHeldUp = story.length === before + 1
          server.refuse(Infinity)
          server.drop()
          await server.advance(3_600_000)
          const { opens } = client.stats()
          const said = server.received.map(({ type }) => type)
          const [frames, links] = [server.frames.map((frame) => typeof frame), server.links.length]
          server.end()
          return { story, said, isHeldUp, opens, frames, links, timers: server.timers }
        })
        const { story, said, frames, ...rest } = outcome
        const back = ['joining', 'joined']
        const told = [...back, 'kicked', ...back, 'joining', 'dead 4951', 'joined', 'joining', 'server 4000', 'joined']
        expect(story.slice(0, 14)).toEqual([...told, 'held up', 'joining', 'lost 1006'])
        // One dial each 7.5 to 15 s.
        expect([...new Set(story.slice(14))]).toEqual(['refused 1006'])
        expect(story.length).toBeGreaterThan(240)
        const entered = ['authenticate', 'subscribe']
        // What the dead link held comes with all that was held up, as it may from a real one.
        expect(said).toEqual([...entered, 'subscribe', ...entered, ...entered, 'event'])
        expect(new Set(frames)).toEqual(new Set(['string']))
        expect(rest).toEqual({ isHeldUp: true, opens: 3, links: 0, timers: 0 })
      },
    )
  })
}
