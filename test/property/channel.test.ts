import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { createClient, type AnyContract, type Channel, type ClientOptions, type Invalid } from '../../src/index.ts'
import { FakeClock, settle } from '../fake/clock.ts'
import { FakeNetwork, type FakeSocket } from '../fake/socket.ts'
import { verbosely } from './run.ts'

const names = ['a', 'b', '__proto__', 'constructor', 'room:1'] as const
const name = fc.constantFrom<string>(...names)

/** A client whose every report of an error is kept. */
function open(options: ClientOptions = {}) {
  const [clock, network, errors, invalid] = [new FakeClock(), new FakeNetwork(), [] as unknown[], [] as Invalid[]]
  vi.stubGlobal('reportError', (error: unknown) => void errors.push(error))
  const fakes = { clock, WebSocket: network.WebSocket, random: () => 0.5, logger: {} }
  const client = createClient('ws://server.test/', { ...fakes, heartbeat: false, ...options })
  client.on('invalid', (each) => void invalid.push(each))
  return { clock, network, errors, invalid, client }
}

const id = fc.oneof(fc.nat(12), fc.constantFrom<unknown>(-1, 0.5, '1', null, undefined, 2 ** 60, {}, []))
const text = fc.oneof(name, fc.constantFrom<unknown>('message', 'toString', 7, null, undefined, {}, []))
const operation = fc.record({
  type: fc.oneof(
    fc.constantFrom('event', 'reply', 'error', 'unsubscribed', 'ping', 'pong', 'welcome', 'subscribe'),
    fc.constantFrom('__proto__', 'constructor', 5, null),
  ),
  ...{ id, channel: text, event: text, code: text, message: text, retry: fc.boolean(), data: fc.jsonValue() },
})

const frame: fc.Arbitrary<string | ArrayBuffer> = fc.oneof(
  { weight: 5, arbitrary: operation.map((it) => JSON.stringify(it)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 32 }).map((bytes) => bytes.slice().buffer) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      `{"type":"event","channel":"a","event":"message","data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      '{"type":"event","channel":"a","event":"message","data":{"__proto__":{"polluted":1}}}',
      '{"__proto__":{"type":"event"},"channel":"a"}',
      '{"type":"reply","id":1,"id":"1"}',
    ),
  },
)

describe('whatever a server says', () => {
  test('nothing throws, each refusal is told and counted once, and the link stays up', async () => {
    const unhandled: unknown[] = []
    const keep = (error: unknown) => void unhandled.push(error)
    process.on('unhandledRejection', keep)
    const property = fc.asyncProperty(fc.array(frame, { maxLength: 40 }), fc.boolean(), async (frames, isWatched) => {
      const { clock, network, errors, invalid, client } = open(isWatched ? { heartbeat: {} } : {})
      await clock.advance(0)
      network.last.open()
      for (const each of names) client.channel(each).on('message', () => undefined)
      client
        .channel('a')
        .join({ token: 't' })
        .catch(() => undefined)
      client
        .channel('a')
        .request('ask')
        .catch(() => undefined)
      for (const each of frames) {
        network.last.receive(each)
        await settle()
      }
      expect(client.state.name).toBe('open')
      expect(client.stats().invalid).toBe(invalid.length)
      expect(client.stats().received.messages).toBe(frames.length)
      expect(({} as { polluted?: 1 }).polluted).toBeUndefined()
      client.close()
      await clock.advance(1_000)
      expect([...errors, ...unhandled]).toEqual([])
    })
    await fc.assert(property, { ...verbosely, numRuns: 150 })
    process.off('unhandledRejection', keep)
    vi.unstubAllGlobals()
  })
})

/** A server that does as PROTOCOL.md says, and knows who is subscribed on this link. */
class ModelServer {
  readonly #socket: FakeSocket
  readonly subscribed = new Set<string>()
  #heard = 0

  constructor(socket: FakeSocket) {
    this.#socket = socket
  }

  /** Hears what the client said, and answers: refuses, if it is to. */
  hear(refuses = false): void {
    for (; this.#heard < this.#socket.sent.length; this.#heard++) {
      const { type, id, channel } = JSON.parse(this.#socket.sent[this.#heard] as string) as Record<string, string>
      if (type === 'unsubscribe') this.subscribed.delete(channel!)
      if (type !== 'subscribe') continue
      if (refuses) this.subscribed.delete(channel!)
      else this.subscribed.add(channel!)
      this.#say(refuses ? { type: 'error', id, code: 'busy', retry: true } : { type: 'reply', id })
    }
  }

  kick(channel: string): void {
    if (this.subscribed.delete(channel)) this.#say({ type: 'unsubscribed', channel, code: 'moved', retry: true })
  }

  #say(operation: object): void {
    this.#socket.receive(JSON.stringify(operation))
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constantFrom('listen', 'join', 'leave', 'kick'), channel: name, token: fc.nat(2) }),
  fc.record({ do: fc.constantFrom('break', 'hear', 'refuse', 'reconnect'), channel: name, token: fc.nat() }),
  fc.record({ do: fc.constant('wait'), channel: name, token: fc.nat(3_000) }),
)

describe('after any history of breaks, joins, leaves, kicks and refusals', () => {
  test('the server has subscribed what is needed, and nothing else', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { clock, network, client, errors, invalid } = open()
      const needed = new Map<string, Channel<AnyContract>>()
      let server: ModelServer | undefined
      network.ondial = (socket) => {
        void Promise.resolve().then(() => {
          if (socket.readyState !== 0) return
          server = new ModelServer(socket)
          socket.open()
        })
      }
      const handle = (channel: string) => {
        const known = needed.get(channel) ?? client.channel(channel)
        needed.set(channel, known)
        return known
      }
      for (const { do: what, channel, token } of steps) {
        if (what === 'listen') handle(channel).on('message', () => undefined)
        if (what === 'join')
          handle(channel)
            .join(token ? { token } : () => Promise.resolve())
            .catch(() => undefined)
        if (what === 'leave') needed.get(channel)?.leave()
        if (what === 'leave') needed.delete(channel)
        if (what === 'kick') server?.kick(channel)
        if (what === 'break') network.sockets.at(-1)?.end()
        if (what === 'hear') server?.hear()
        if (what === 'refuse') server?.hear(true)
        if (what === 'reconnect') client.reconnect()
        await clock.advance(what === 'wait' ? token : 0)
      }
      for (let second = 0; second < 60; second++) {
        server?.hear()
        await clock.advance(1_000)
      }
      expect([...(server?.subscribed ?? [])].sort()).toEqual([...needed.keys()].sort())
      for (const channel of needed.values()) expect(channel.state.name).toBe('joined')
      client.close()
      await clock.advance(1_000)
      expect(errors).toEqual([])
      expect(invalid.filter(({ reason }) => reason !== 'no-such-request')).toEqual([])
    })
    await fc.assert(property, { ...verbosely, numRuns: 150 })
    vi.unstubAllGlobals()
  })
})
