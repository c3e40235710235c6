// The real client against the server: what it makes of refusals and kicks, and how it comes back.
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { createClient, type ClientOptions } from '../../../src/index.ts'
import type { Target } from '../target.ts'
import { Transcript } from '../transcript.ts'

export interface Room {
  receive: { message: { from: string; text: string }; typing: { from: string } }
  send: { typing: { draft: string } }
  request: { say(params: { text: string }): { ok: boolean }; kick(params: { retry: boolean }): unknown }
  joined: { you: string }
}
interface Channels {
  [name: `room:${string}`]: Room
  '': { request: { whoami(): { name: string }; close(params: { code: number; reason: string }): unknown } }
}

/** Somebody in a room, and what is said there. */
export function connect({ url }: Target, options: ClientOptions = {}) {
  const transcript = new Transcript()
  const client = createClient<Channels>(url, {
    WebSocket,
    authenticate: { name: 'ada' },
    backoff: { first: 100, base: 100, cap: 500 },
    onOutgoing: (operation) => transcript.add('→', JSON.stringify(operation)),
    onIncoming: (operation) => transcript.add('←', JSON.stringify(operation)),
    ...options,
  })
  onTestFinished(() => client.close())
  const room = client.channel('room:life')
  const heard: string[] = []
  room.on('message', ({ text }) => heard.push(text))
  const states: string[] = []
  room.onState(({ name }) => states.push(name))
  return { client, room, heard, states }
}

/** What is said reaches the room, whose subscription is of the present link. */
export async function expectAlive({ room, heard }: ReturnType<typeof connect>): Promise<void> {
  const text = `word ${heard.length}`
  await expect.poll(() => room.state.name, { timeout: 20_000 }).toBe('joined')
  await room.request('say', { text }, { idempotent: true })
  await expect.poll(() => heard.at(-1)).toBe(text)
}

export function life(target: Target): void {
  describe('the client', () => {
    test('joins, asks, and hears', async () => {
      const here = connect(target)
      expect(await here.room.join()).toEqual({ you: 'ada' })
      const typing = here.room.once('typing')
      here.room.send('typing', { draft: 'h' })
      expect(await typing).toEqual({ from: 'ada' })
      await expectAlive(here)
      await expect(here.room.request('say', { text: '' })).rejects.toMatchObject({
        code: 'empty',
        data: { field: 'text' },
      })
      expect(here.client.stats()).toMatchObject({ opens: 1, invalid: 0 })
    })

    test('comes back into its room when the server closes the link', async () => {
      const here = connect(target)
      await expectAlive(here)
      await here.client
        .channel()
        .request('close', { code: 4000, reason: '' })
        .catch(() => undefined)
      await expect.poll(() => here.client.stats().opens, { timeout: 10_000 }).toBe(2)
      await expectAlive(here)
      expect(here.states).toEqual(['joined', 'joining', 'joined'])
    })

    test('comes back with other credentials after 4401', async () => {
      let asked = 0
      const here = connect(target, { authenticate: () => ({ name: asked++ === 0 ? 'ada' : 'bob' }) })
      await expectAlive(here)
      await here.client
        .channel()
        .request('close', { code: 4401, reason: '' })
        .catch(() => undefined)
      await expect.poll(() => here.client.stats().opens, { timeout: 10_000 }).toBe(2)
      expect(await here.client.channel().request('whoami')).toEqual({ name: 'bob' })
    })

    test('changes its credentials on the open link', async () => {
      let name = 'ada'
      const { client } = connect(target, { authenticate: () => ({ name }) })
      expect(await client.channel().request('whoami')).toEqual({ name: 'ada' })
      name = 'bob'
      await client.reauthenticate()
      expect(await client.channel().request('whoami')).toEqual({ name: 'bob' })
      expect(client.stats().opens).toBe(1)
    })

    test('is closed when its credentials are refused for good', async () => {
      const { client } = connect(target, { authenticate: { name: '' } })
      await expect.poll(() => client.state).toMatchObject({ name: 'closed', cause: { kind: 'auth' } })
    })

    test('knows that a room refuses it', async () => {
      const { client } = connect(target, { authenticate: { name: 'bob' } })
      const staff = client.channel('room:staff')
      await expect(staff.join()).rejects.toMatchObject({ code: 'forbidden', retryable: false })
      expect(staff.state.name).toBe('refused')
    })

    test('stays out after a kick until it joins again', async () => {
      const here = connect(target)
      await expectAlive(here)
      await here.room.request('kick', { retry: false })
      await expect.poll(() => here.room.state).toMatchObject({ name: 'kicked', code: 'kicked', retrying: false })
      await here.room.join()
      await expectAlive(here)
    })

    test('comes back by itself after a kick with retry', async () => {
      const here = connect(target)
      await expectAlive(here)
      await here.room.request('kick', { retry: true })
      await expect.poll(() => here.states, { timeout: 10_000 }).toEqual(['joined', 'kicked', 'joining', 'joined'])
      await expectAlive(here)
    })

    test('keeps a quiet link by its heartbeat, and knows its latency', async () => {
      const { client } = connect(target, { heartbeat: { interval: 50, timeout: 2_000 } })
      await client.ready()
      await expect.poll(() => client.stats().latency.last, { timeout: 5_000 }).toBeGreaterThan(0)
      expect(client.stats()).toMatchObject({ opens: 1, invalid: 0 })
    })
  })
}
