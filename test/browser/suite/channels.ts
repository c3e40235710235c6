// Typed channels over a real server: what the page sees, and what the server was asked.
import { describe, expect } from 'vitest'
import { load } from '../bundle.ts'
import { Rooms } from '../rooms.ts'
import { blackhole, reset } from '../../scenario/proxy.ts'
import { type Scene } from './stage.ts'

const packing = `
  import { pack, unpack } from 'msgpackr'
  globalThis.messagePack = { name: 'msgpack', encode: pack, decode: (frame) => unpack(new Uint8Array(frame)) }`

export function channels(scene: Scene): void {
  describe('a channel', () => {
    scene('is subscribed once for all its handles, and left a while after the last', async ({ page }) => {
      const rooms = await Rooms.start()
      const outcome = await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, { ...quick, linger: 100 })
        const [one, two] = [client.channel('room:1'), client.channel('room:1')]
        const heard: string[] = []
        one.on('message', ({ text }) => heard.push(`one ${text}`))
        two.on('message', ({ text }) => heard.push(`two ${text}`))
        const joined = await one.join({ token: 'ada' })
        one.send('typing', { who: 'ada' })
        const { id } = await two.request('say', { text: 'hi' })
        await until(() => heard.length === 2)
        one.leave()
        two.leave()
        const off = client.channel('room:1').on('message', () => undefined)
        await pause(200)
        const stays = one.state.name
        off()
        await until(() => one.state.name === 'left')
        return { joined, id, heard, stays, stats: client.stats() }
      }, rooms.url)
      expect(outcome).toMatchObject({
        ...{ joined: { members: ['ada'] }, id: 1, heard: ['one hi', 'two hi'], stays: 'joined' },
        stats: { opens: 1, invalid: 0, pending: 0 },
      })
      await expect.poll(() => rooms.heard).toEqual(['subscribe room:1', 'typing ada', 'left room:1'])
    })

    scene('says how a subscription fares: refused, retried, kicked, joined again', async ({ page }) => {
      const rooms = await Rooms.start()
      rooms.busy = 1
      await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, quick)
        const watched: Record<string, string[]> = {}
        for (const name of ['room:busy', 'room:secret', 'room:kicked'] as const) {
          const states: string[] = (watched[name] = [])
          const channel = client.channel(name)
          channel.onState((state) => states.push('code' in state ? `${state.name} ${state.code}` : state.name))
          channel.on('message', () => undefined)
          if (name === 'room:busy') await until(() => states.includes('refused'))
        }
        Object.assign(globalThis, { watched })
        await until(() => watched['room:busy']!.length === 4 && watched['room:kicked']!.length === 2)
      }, rooms.url)
      rooms.server.kick('room:kicked', { code: 'spam', message: 'Enough' })
      await page.evaluate('until(() => watched["room:kicked"].length === 3)')
      expect(await page.evaluate('watched')).toEqual({
        'room:busy': ['joining', 'refused', 'joining', 'joined'],
        'room:secret': ['joining', 'refused'],
        'room:kicked': ['joining', 'joined', 'kicked spam'],
      })
      expect(rooms.count('subscribe room:secret')).toBe(1)
    })

    scene('comes back with all others in one go', async ({ page }) => {
      const rooms = await Rooms.start()
      await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, quick)
        const all = Array.from({ length: 500 }, (_, index) => client.channel(`room:${index}`))
        for (const channel of all) channel.on('message', () => undefined)
        const areIn = () => all.every(({ state }) => state.name === 'joined')
        Object.assign(globalThis, { client, areIn })
        await until(areIn)
      }, rooms.url)
      expect(rooms.count('subscribe')).toBe(500)
      rooms.proxy.strike(reset)
      await page.evaluate('until(() => client.stats().opens === 2 && areIn())')
      expect([rooms.count('subscribe'), rooms.count('left'), rooms.proxy.accepted.length]).toEqual([1_000, 500, 2])
      rooms.server.publish('room:499' as 'room:*', 'message', { id: 1, text: 'all' })
      await page.evaluate('until(() => client.stats().received.messages > 1000)')
      expect(await page.evaluate('client.stats().invalid')).toBe(0)
    })

    scene('is not lost with a link that fell silent', async ({ page }) => {
      const rooms = await Rooms.start()
      await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, { ...quick, heartbeat: { interval: 300, timeout: 300 } })
        const heard: string[] = []
        const room = client.channel('room:1')
        room.on('message', ({ text }) => heard.push(text))
        await room.join()
        Object.assign(globalThis, { client, room, heard })
      }, rooms.url)
      rooms.proxy.strike(blackhole)
      await page.evaluate("until(() => client.stats().opens === 2 && room.state.name === 'joined')")
      await page.evaluate("room.request('say', { text: 'again' })")
      await page.evaluate("until(() => heard.join() === 'again')")
    })
  })

  describe('what is asked and heard', () => {
    scene('a request fails by its timeout, its signal or the server, and says what was sent', async ({ page }) => {
      const rooms = await Rooms.start()
      const outcome = await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, quick)
        const room = client.channel('room:1')
        await client.ready()
        const failed = (asked: Promise<unknown>) =>
          asked.catch((error: unknown) => {
            const { name, sent, code } = error as Error & { sent?: unknown; code?: unknown }
            return { name, sent, code, data: room.isError(error, 'full') ? error.data.limit : undefined }
          })
        const late = await failed(room.request('wait', { times: 1 }, { timeout: 100 }))
        const controller = new AbortController()
        const aborted = failed(room.request('say', { text: 'never' }, { signal: controller.signal }))
        controller.abort()
        const full = await failed(room.request('say', { text: 'too much' }))
        return { late, aborted: (await aborted) as { name: string }, full, pending: client.stats().pending }
      }, rooms.url)
      expect(outcome).toMatchObject({
        late: { name: 'RequestTimeoutError', sent: true },
        aborted: { name: 'AbortError' },
        full: { name: 'RemoteError', code: 'full', data: 3 },
        pending: 0,
      })
    })

    scene('a request in flight is lost with the link, unless it may be asked twice', async ({ page }) => {
      const rooms = await Rooms.start()
      await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, quick)
        const room = client.channel('room:1')
        await client.ready()
        const once = room.request('wait', { times: 1 }).catch((error: unknown) => {
          const { name, sent } = error as Error & { sent: unknown }
          return `${name} ${String(sent)}`
        })
        const twice = room.request('wait', { times: 2 }, { idempotent: true })
        Object.assign(globalThis, { once, twice: undefined })
        void twice.then((answer) => Object.assign(globalThis, { twice: answer }))
      }, rooms.url)
      await expect.poll(() => rooms.count('wait')).toBe(2)
      rooms.proxy.strike(reset)
      expect(await page.evaluate('once')).toBe('ConnectionLostError unknown')
      await page.evaluate('until(() => twice)')
      expect(rooms.heard.filter((line) => line.startsWith('wait'))).toEqual(['wait 1', 'wait 2', 'wait 2'])
    })

    scene('messages() and once() end when told to', async ({ page }) => {
      const rooms = await Rooms.start()
      const outcome = await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, quick)
        const room = client.channel('room:1')
        const controller = new AbortController()
        const next = room.once('message', { timeout: 5_000 })
        const late = room
          .once('message', { signal: controller.signal })
          .catch((error: unknown) => (error as Error).name)
        const messages = room.messages('message', { signal: controller.signal })
        await room.join()
        controller.abort()
        const none: unknown[] = []
        for await (const message of messages) none.push(message)
        for (const text of ['a', 'b', 'c']) await room.request('say', { text })
        const read: string[] = []
        const stream = room.messages('message')
        for (const text of ['d', 'e', 'f']) await room.request('say', { text })
        for await (const { text } of stream) if (read.push(text) === 2) break
        return { next: (await next).text, late: await late, none, read }
      }, rooms.url)
      expect(outcome).toEqual({ next: 'a', late: 'AbortError', none: [], read: ['d', 'e'] })
    })

    scene('a listener that draws is called once a frame for each key, with the latest', async ({ page }) => {
      const rooms = await Rooms.start()
      const drawn = await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, quick)
        const room = client.channel('room:1')
        const drawn: number[] = []
        let frames = 0
        const count = () => {
          frames += 1
          requestAnimationFrame(count)
        }
        requestAnimationFrame(count)
        room.on('message', ({ id }) => drawn.push(id), { coalesce: 'frame', key: ({ id }) => id % 2 })
        await room.join()
        for (let i = 0; i < 20; i++)
          await Promise.all(Array.from({ length: 50 }, () => room.request('say', { text: 'x' })))
        await until(() => drawn.includes(999) && drawn.includes(1_000))
        return { drawn: drawn.length, frames, isOrdered: drawn.every((id, at) => id >= (drawn[at - 2] ?? 0)) }
      }, rooms.url)
      expect(drawn.isOrdered).toBe(true)
      expect(drawn.drawn).toBeLessThanOrEqual(2 * (drawn.frames + 1))
    })

    scene('binary payloads travel by a binary codec', async ({ page }) => {
      const rooms = await Rooms.start({ binary: true })
      await load(page, packing)
      const answer = await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, { ...quick, codec: messagePack })
        const { bytes, length } = await client.channel('room:1').request('size', { bytes: new Uint8Array([1, 0, 255]) })
        return { bytes: [...bytes], length }
      }, rooms.url)
      expect(answer).toEqual({ bytes: [1, 0, 255], length: 3 })
    })
  })
}
