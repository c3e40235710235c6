// What stands around channels: schemas, hooks for tracing, and an end by `using`.
import { describe, expect } from 'vitest'
import { load } from '../bundle.ts'
import { Rooms } from '../rooms.ts'
import { type Scene } from './stage.ts'

export function contracts(scene: Scene): void {
  describe('a contract', () => {
    scene('of schemas lets nothing wrong in or out', async ({ page }) => {
      const rooms = await Rooms.start()
      await load(
        page,
        "import { number, object, string } from 'valibot'; globalThis.schemas = { number, object, string }",
      )
      await page.evaluate(async (url) => {
        const { number, object, string } = schemas
        const room = Holdfast.defineChannel({
          receive: { message: object({ id: number(), text: string() }) },
          send: { typing: object({ who: string() }) },
          request: { say: { params: object({ text: string() }), result: object({ id: string() }) } },
          joined: object({ members: object({ length: number() }) }),
        })
        const client = Holdfast.createClient(url, { ...quick, channels: { 'room:*': room } })
        const story: unknown[] = []
        client.on('invalid', ({ reason }) => story.push(reason))
        const channel = client.channel('room:1')
        channel.on('message', ({ text }) => story.push(text))
        await channel.join()
        story.push(thrown(() => channel.send('typing', { who: 7 as never })))
        channel.send('typing', { who: 'ada' })
        await channel
          .request('say', { text: 7 as never })
          .catch((error: unknown) => story.push(`${(error as Error).name} out`))
        await channel
          .request('say', { text: 'hi' })
          .catch((error: unknown) => story.push(`${(error as Error).name} in`))
        Object.assign(globalThis, { client, story })
      }, rooms.url)
      rooms.server.publish('room:1' as 'room:*', 'message', { id: 'two', text: 'never' } as never)
      rooms.server.publish('room:1' as 'room:*', 'message', { id: 2, text: 'bye' })
      await page.evaluate("until(() => story.at(-1) === 'bye')")
      expect(await page.evaluate('story')).toEqual([
        ...['[object Error] ValidationError', 'ValidationError out'],
        ...['hi', 'schema', 'ValidationError in', 'schema', 'bye'],
      ])
      expect(await page.evaluate('client.stats()')).toMatchObject({ invalid: 2, opens: 1, pending: 0 })
      expect(rooms.heard).toEqual(['subscribe room:1', 'typing ada'])
    })

    scene('is traced by hooks, which cannot break it', async ({ page }) => {
      const rooms = await Rooms.start()
      const outcome = await page.evaluate(async (url) => {
        const reported: string[] = []
        addEventListener('error', (event) => {
          event.preventDefault()
          reported.push(event.message)
        })
        const traced: string[] = []
        const client = Holdfast.createClient<Contracts>(url, {
          ...quick,
          onOutgoing: ({ type }) => traced.push(`→ ${type}`),
          onIncoming: ({ type }) => {
            traced.push(`← ${type}`)
            if (type === 'event') throw new Error('a fault of the hook')
          },
        })
        const room = client.channel('room:1')
        const heard: string[] = []
        room.on('message', ({ text }) => heard.push(text))
        await room.join()
        await room.request('say', { text: 'hi' })
        room.leave()
        await until(() => reported.length > 0)
        return { traced, heard, reported }
      }, rooms.url)
      expect(outcome.traced).toEqual(['→ subscribe', '← reply', '→ request', '← event', '← reply'])
      expect(outcome.heard).toEqual(['hi'])
      expect(outcome.reported).toEqual([expect.stringContaining('a fault of the hook')])
    })

    scene('ends with its block', async ({ engine, page }) => {
      const rooms = await Rooms.start()
      // WebKit does not know the word yet; this is what compilers make of it.
      const [begin, end] = engine === 'webkit' ? ['const', 'client[Symbol.dispose]()'] : ['using', '']
      await page.evaluate(`(async (url) => {
        ${begin} client = Holdfast.createClient(url, quick)
        const room = client.channel('room:1')
        await room.join()
        globalThis.here = { client, room }
        ${end}
      })('${rooms.url}')`)
      await page.evaluate(() => until(() => here.client.state.name === 'closed'))
      expect(await page.evaluate('here.room.state.name')).toBe('left')
      await expect.poll(() => rooms.server.links).toBe(0)
      expect(rooms.heard).toEqual(['subscribe room:1', 'left room:1'])
    })
  })
}
