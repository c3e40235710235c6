// Who the user is, as the protocol's own `authenticate` says it.
import { describe, expect } from 'vitest'
import { Rooms } from '../rooms.ts'
import { speaker } from '../speaker.ts'
import { type Scene } from './stage.ts'

export function credentials(scene: Scene): void {
  describe('authenticate', () => {
    scene('goes before all else on each link, and is asked anew when the server finds it expired', async ({ page }) => {
      const rooms = await Rooms.start({ authenticate: true })
      rooms.expired = 'ada'
      const causes = await page.evaluate(async (url) => {
        const causes: unknown[] = []
        const client = Holdfast.createClient<Contracts>(url, {
          ...quick,
          authenticate: ({ cause }) => {
            causes.push(cause?.code ?? 'none')
            return cause?.code === 4401 ? 'ada, again' : 'ada'
          },
        })
        const room = client.channel('room:1')
        room.on('message', () => undefined)
        await until(() => client.stats().opens === 2 && room.state.name === 'joined')
        return causes
      }, rooms.url)
      expect(causes).toEqual(['none', 4401])
      const expected = ['authenticate ada', 'subscribe room:1', 'authenticate ada, again', 'subscribe room:1']
      await expect.poll(() => rooms.heard.filter((line) => /^(auth|sub)/.test(line))).toEqual(expected)
    })

    scene('stops for good when the server or the page says who is no user', async ({ page }) => {
      const rooms = await Rooms.start({ authenticate: true })
      const ends = await page.evaluate(async (url) => {
        const end = async (authenticate: () => unknown) => {
          const client = Holdfast.createClient<Contracts>(url, { ...quick, authenticate })
          await until(() => client.state.name === 'closed')
          return 'cause' in client.state && client.state.cause.kind
        }
        const signOut = () => {
          throw new Holdfast.Unauthorized('Signed out')
        }
        return [await end(() => 'stranger'), await end(signOut)]
      }, rooms.url)
      expect(ends).toEqual(['auth', 'auth'])
      expect(rooms.heard).toEqual(['authenticate stranger'])
      expect(rooms.proxy.accepted.length).toBeLessThanOrEqual(2)
    })

    scene('is renewed on the living link, when asked and before it expires', async ({ page }) => {
      const rooms = await Rooms.start({ authenticate: true })
      const outcome = await page.evaluate(async (url) => {
        let token = 'ada'
        const client = Holdfast.createClient<Contracts>(url, {
          ...quick,
          authenticate: () => token,
          reauthenticateBefore: 400,
        })
        const room = client.channel('room:1')
        await room.join()
        token = 'brief'
        await client.reauthenticate()
        token = 'renewed'
        await room.request('say', { text: 'still here' })
        await pause(1_800)
        return { opens: client.stats().opens, state: room.state.name }
      }, rooms.url)
      expect(outcome).toEqual({ opens: 1, state: 'joined' })
      await expect
        .poll(() => rooms.heard.filter((line) => line.startsWith('auth')))
        .toEqual(['authenticate ada', 'authenticate brief', 'authenticate renewed'])
    })

    scene('keeps what the server says before it is done, in order, and not without bound', async ({ page }) => {
      let early = 1_001
      const url = await speaker(({ type, id }, say) => {
        if (type !== 'authenticate') return
        for (let data = 1; data <= early; data++) say({ type: 'event', event: 'notice', data })
        early = 3
        say({ type: 'reply', id })
        say({ type: 'event', event: 'notice', data: 4 })
      })
      const outcome = await page.evaluate(async (url) => {
        const client = Holdfast.createClient(url, { ...quick, authenticate: 'ada' })
        const heard: unknown[] = []
        const causes: unknown[] = []
        client.channel().on('notice', (data) => heard.push(`${client.state.name} ${String(data)}`))
        client.on('state', (state) => state.name === 'waiting' && causes.push([state.cause.kind, state.cause.opened]))
        await until(() => heard.length >= 4)
        return { heard, causes, opens: client.stats().opens }
      }, url)
      expect(outcome).toEqual({
        ...{ heard: ['open 1', 'open 2', 'open 3', 'open 4'], causes: [['auth', false]], opens: 1 },
      })
    })
  })
}
