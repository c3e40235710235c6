import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  createClient,
  defineChannel,
  ValidationError,
  type AnyContract,
  type Client,
  type Contracts,
} from '../../../src/index.ts'
import { ChannelStage, failure } from '../../fake/channel-stage.ts'

const zod = defineChannel({
  receive: { message: z.object({ text: z.string().default('…'), at: z.string().transform(Number) }) },
  send: { typing: z.object({ who: z.string().transform((name) => name.trim()) }) },
  request: { say: { params: z.object({ text: z.string() }), result: z.object({ id: z.coerce.number() }) } },
  params: z.object({ token: z.string() }),
  joined: z.object({ members: z.number() }),
})

const valibot = defineChannel({
  receive: {
    message: v.object({ text: v.optional(v.string(), '…'), at: v.pipe(v.string(), v.transform(Number)) }),
  },
  send: { typing: v.object({ who: v.pipe(v.string(), v.trim()) }) },
  request: {
    say: {
      params: v.object({ text: v.string() }),
      result: v.object({ id: v.pipe(v.string(), v.transform(Number)) }),
    },
  },
  params: v.object({ token: v.string() }),
  joined: v.object({ members: v.number() }),
})

class SchemaStage<Channels extends Contracts<Channels>> extends ChannelStage<Channels> {
  /** The server says this on channel room. */
  async event(data: unknown): Promise<void> {
    await this.say({ type: 'event', channel: 'room', event: 'message', data })
  }
}

async function up(room: typeof zod | typeof valibot) {
  const stage = new SchemaStage<{ room: { receive: { message: { text: string; at: number } } } }>()
  await stage.open()
  // Both libraries describe the same channel, and one test serves both.
  return { stage, room: stage.client.channel('room', room as typeof zod) }
}

describe.each([
  ['Zod', zod],
  ['Valibot', valibot],
])('a channel described with %s', (_, definition) => {
  test('gives listeners what its schema makes of a message', async () => {
    const { stage, room } = await up(definition)
    const heard: unknown[] = []
    room.on('message', (message) => heard.push(message))
    await stage.event({ at: '7' })
    expect(heard).toEqual([{ text: '…', at: 7 }])
  })

  test('keeps what does not fit from every listener, and says what and why', async () => {
    const { stage, room } = await up(definition)
    const heard: unknown[] = []
    room.on('message', (message) => heard.push(message))
    await stage.event({ text: 5, at: '7' })
    expect(heard).toEqual([])
    expect(stage.invalid).toMatchObject([{ reason: 'schema', data: { text: 5, at: '7' } }])
    const { error } = stage.invalid[0] as { error: ValidationError }
    expect(error).toBeInstanceOf(ValidationError)
    expect(error.issues).toMatchObject([{ path: ['text'] }])
    expect(error.message).toMatch(/^Event "message" of channel "room" does not fit its schema: .+ at text$/)
    expect(stage.client.stats().invalid).toBe(1)
  })

  test('sends what its schema makes of data, and throws at the call for what does not fit', async () => {
    const { stage, room } = await up(definition)
    room.send('typing', { who: ' ada ' })
    expect(await stage.said()).toMatchObject([{ data: { who: 'ada' } }])
    expect(() => room.send('typing', { who: 7 } as never)).toThrow(ValidationError)
    expect(await failure(room.request('say', { text: 7 } as never))).toBeInstanceOf(ValidationError)
    expect(await failure(room.join({ token: 7 } as never))).toBeInstanceOf(ValidationError)
    expect(await stage.said()).toEqual([])
  })

  test('stays joined when it is joined again with params that do not fit', async () => {
    const { stage, room } = await up(definition)
    void failure(room.join({ token: 't' }))
    await stage.answer({ members: 1 })
    expect(await failure(room.join({ token: 7 } as never))).toBeInstanceOf(ValidationError)
    expect(room.state.name).toBe('joined')
    await stage.relink()
    expect(await stage.said()).toMatchObject([{ type: 'subscribe', data: { token: 't' } }])
  })

  test('checks the answer to a request', async () => {
    const { stage, room } = await up(definition)
    const said = room.request('say', { text: 'hi' })
    await stage.answer({ id: '5' })
    expect(await said).toEqual({ id: 5 })
    const wrong = failure(room.request('say', { text: 'hi' }))
    await stage.answer('no object')
    expect(await wrong).toBeInstanceOf(ValidationError)
    expect(stage.invalid).toMatchObject([{ reason: 'schema', data: 'no object' }])
  })

  test('checks the answer to its subscription, and leaves the server if that does not fit', async () => {
    const { stage, room } = await up(definition)
    const wrong = failure(room.join({ token: 't' }))
    const [subscribe] = await stage.said()
    await stage.say({ type: 'reply', id: subscribe!['id'], data: { members: 'many' } })
    expect(await wrong).toBeInstanceOf(ValidationError)
    expect(room.state).toMatchObject({ name: 'refused', retrying: false })
    expect(await stage.spoke()).toEqual(['unsubscribe room'])
    expect(stage.invalid).toMatchObject([{ reason: 'schema', data: { members: 'many' } }])
  })
})

describe('schemas', () => {
  test('that need time are refused, in words', async () => {
    const definition = defineChannel({
      receive: { message: z.string().refine(() => Promise.resolve(true)) },
      send: { message: v.pipeAsync(v.string(), v.checkAsync(() => Promise.reject(new Error('late')))) }, // prettier-ignore
    })
    const { stage } = await up(zod)
    const room = stage.client.channel('other', definition)
    room.on('message', () => undefined)
    expect(() => room.send('message', 'hi')).toThrow('The schema of Event "message" to channel "other" is asynchronous')
    await stage.say({ type: 'event', channel: 'other', event: 'message', data: 'hi' })
    expect(String((stage.invalid[0] as { error: unknown }).error)).toMatch('asynchronous')
  })

  test('that throw make a message invalid', async () => {
    const broken = z.string().transform(() => {
      throw new Error('broken')
    })
    const { stage } = await up(zod)
    stage.client.channel('other', defineChannel({ receive: { message: broken } })).on('message', () => undefined)
    await stage.say({ type: 'event', channel: 'other', event: 'message', data: 'hi' })
    expect(stage.invalid).toMatchObject([{ reason: 'schema' }])
  })

  test('are taken by one handle although another has none', async () => {
    const { stage } = await up(zod)
    stage.client.channel('room').onState(() => undefined)
    const late = stage.client.channel('room', zod)
    expect(() => late.send('typing', { who: 7 } as never)).toThrow(ValidationError)
  })

  test('stand under the name itself, or else under the longest that ends with a star and fits', async () => {
    const only = (text: string) => defineChannel({ send: { say: z.literal(text) } })
    const channels = {
      ...{ '*': only('any'), 'room:*': only('room'), 'room:vip:*': only('vip'), 'room:vip:1': only('one') },
      ...{ 'ro*m': only('never'), constructor: only('own') },
    }
    const stage = new ChannelStage({ channels })
    await stage.open()
    const client = stage.client as Client<Record<string, { send: { say: string } }>>
    const fits = (name: string, text: string) => expect(() => client.channel(name).send('say', text)).not.toThrow()
    fits('room:1', 'room')
    fits('room:vip:2', 'vip')
    fits('room:vip:1', 'one')
    fits('rooms', 'any')
    fits('constructor', 'own')
    fits('toString', 'any')
    fits('ro*m', 'never')
    expect(() => client.channel('room:1').send('say', 'any')).toThrow(ValidationError)
  })

  test('of no channel are not those of a channel that has none', async () => {
    const channels = { '': defineChannel({ send: { say: z.literal('own') } }) }
    const stage = new ChannelStage({ channels })
    await stage.open()
    const client = stage.client as Client<Record<string, { send: { say: string } }>>
    expect(() => client.channel('room').send('say', 'any')).not.toThrow()
    expect(() => client.channel('').send('say', 'any')).toThrow(ValidationError)
  })

  test('are not looked for under names of Object', async () => {
    const empty = { send: {}, receive: {}, request: {} }
    const stage = new ChannelStage<Record<string, AnyContract>>({ channels: { '*': empty } })
    await stage.open()
    const channel = stage.client.channel('constructor')
    expect(channel.send('toString', 1)).toBe('sent')
    channel.on('valueOf', () => undefined)
    await stage.say({ type: 'event', channel: 'constructor', event: 'valueOf', data: 1 })
    expect(stage.invalid).toEqual([])
  })

  test('are refused as an option that is no object', () => {
    expect(() => createClient('ws://server.test/', { channels: 5 as never })).toThrow('Option channels must be')
  })
})
