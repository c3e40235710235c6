import { describe, expect, test, vi } from 'vitest'
import {
  createClient,
  raw,
  ReconnectingWebSocket,
  type RawClientOptions,
  type ReconnectingWebSocketOptions,
} from '../../src/index.ts'
import { FakeNetwork } from '../fake/socket.ts'
import { stagePage } from '../fake/stage.ts'

const network = new FakeNetwork()
const { WebSocket } = network
const text = 'wrong'
const minus = -1

// Each with the name that its error says, and the value.
const shared: [name: string, value: unknown, options: object][] = [
  ['backoff', text, { backoff: text }],
  ['backoff', null, { backoff: null }],
  ...['first', 'base', 'cap'].flatMap((each): typeof shared => [
    [`backoff.${each}`, text, { backoff: { [each]: text } }],
    [`backoff.${each}`, minus, { backoff: { [each]: minus } }],
    [`backoff.${each}`, NaN, { backoff: { [each]: NaN } }],
  ]),
  ...['maxAttempts', 'connectTimeout'].flatMap((each): typeof shared => [
    [each, text, { [each]: text }],
    [each, 0, { [each]: 0 }],
    [each, NaN, { [each]: NaN }],
    [each, null, { [each]: null }],
  ]),
  ...['maxRetryAfter', 'restartSpread', 'stableAfter'].flatMap((each): typeof shared => [
    [each, text, { [each]: text }],
    [each, minus, { [each]: minus }],
    [each, NaN, { [each]: NaN }],
  ]),
  ...['random', 'shouldReconnect'].flatMap((each): typeof shared => [
    [each, text, { [each]: text }],
    [each, 7, { [each]: 7 }],
  ]),
  ...['interval', 'timeout'].flatMap((each): typeof shared => [
    [`heartbeat.${each}`, text, { heartbeat: { message: 'ping', [each]: text } }],
    [`heartbeat.${each}`, 0, { heartbeat: { message: 'ping', [each]: 0 } }],
  ]),
  ['heartbeat', true, { heartbeat: true }],
  ['heartbeat', text, { heartbeat: text }],
  ['heartbeat.pong', 7, { heartbeat: { message: 'ping', pong: 7 } }],
  ['heartbeat.message', 7, { heartbeat: { message: 7 } }],
  ['heartbeat.passive', 0, { heartbeat: { passive: 0 } }],
  ['heartbeat.passive', text, { heartbeat: { passive: text } }],
  ...['maxMessages', 'maxBytes'].flatMap((each): typeof shared => [
    [`outbox.${each}`, text, { outbox: { [each]: text } }],
    [`outbox.${each}`, minus, { outbox: { [each]: minus } }],
  ]),
  ['outbox.highWaterMark', 0, { outbox: { highWaterMark: 0 } }],
  ['outbox.overflow', text, { outbox: { overflow: text } }],
  ['outbox', text, { outbox: text }],
  ['outbox', null, { outbox: null }],
  ['authenticate', 7, { authenticate: 7 }],
  ['WebSocket', text, { WebSocket: text }],
  ['logger', text, { logger: text }],
  ['clock', text, { clock: text }],
  ['signal', text, { signal: text }],
]

const names = ['SyntaxError', 'SecurityError'] as const

function thrown(construct: () => unknown): unknown {
  try {
    construct()
  } catch (error) {
    return error
  }
  return undefined
}

function expectToName(error: unknown, name: string, value: unknown): void {
  expect([TypeError, RangeError].some((kind) => error instanceof kind)).toBe(true)
  const { message } = error as Error
  expect(message).toContain(`${name} `)
  expect(message).toContain(typeof value === 'string' ? `"${value}"` : String(value))
}

describe('a wrong option throws, and is named with its value', () => {
  test.for(shared)('ReconnectingWebSocket: %s %s', ([name, value, options]) => {
    const error = thrown(() => new ReconnectingWebSocket('ws://server.test', [], { WebSocket, ...options }))
    expectToName(error, name, value)
  })

  test.for(shared)('createClient: %s %s', ([name, value, options]) => {
    const error = thrown(() => createClient('ws://server.test', { WebSocket, protocol: raw(), ...options }))
    expectToName(error, name, value)
  })

  test('ReconnectingWebSocket: closeEvents', () => {
    const options = { WebSocket, closeEvents: 'none' } as unknown as ReconnectingWebSocketOptions
    expectToName(
      thrown(() => new ReconnectingWebSocket('ws://server.test', [], options)),
      'closeEvents',
      'none',
    )
  })

  test.for([
    ['protocol', null],
    ['protocol', 'json'],
    ['connect', 'later'],
    ['maxMessageBytes', minus],
    ['maxMessageBytes', text],
  ] as const)('createClient: %s %s', ([name, value]) => {
    const options = { WebSocket, protocol: raw(), [name]: value } as unknown as RawClientOptions
    expectToName(
      thrown(() => createClient('ws://server.test', options)),
      name,
      value,
    )
  })

  test('leaves no socket, listener or timer behind', () => {
    const page = stagePage()
    for (const [, , options] of shared) {
      thrown(() => createClient('ws://server.test', { WebSocket, protocol: raw(), ...options }))
    }
    const own = [
      { linger: -1 },
      { channels: 7 },
      { idle: { after: 0 } },
      { rateLimit: { messages: 0 } },
      { rateLimit: 7 },
    ]
    for (const options of own) {
      expect(() => createClient('ws://server.test', { WebSocket, ...options } as never)).toThrow(/Option /)
    }
    expect(network.sockets).toEqual([])
    expect(page.listeners).toBe(0)
  })
})

describe('a wrong URL or subprotocol throws what the native constructor throws', () => {
  test.for([
    ['ftp://server.test', [], names[0]],
    ['ws://server.test/#part', [], names[0]],
    ['/no/page', [], names[0]],
    ['ws://server.test', ['a b'], names[0]],
    ['ws://server.test', [''], names[0]],
    ['ws://server.test', '', names[0]],
    ['ws://server.test', ['v1', 'v1'], names[0]],
    ['ws://server.test', ['ü'], names[0]],
  ] as const)('%s %j', ([url, protocols, name]) => {
    const list = typeof protocols === 'string' ? protocols : [...protocols]
    expect(thrown(() => new ReconnectingWebSocket(url, list, { WebSocket }))).toMatchObject({ name })
    const options = { WebSocket, protocol: raw(), subprotocols: list }
    expect(thrown(() => createClient(url, options))).toMatchObject({ name })
  })

  test('ws: on a secure page', () => {
    stagePage('https://page.test/')
    expect(thrown(() => new ReconnectingWebSocket('ws://server.test'))).toMatchObject({ name: names[1] })
    expect(thrown(() => createClient('ws://server.test', { protocol: raw() }))).toMatchObject({ name: names[1] })
  })
})

test('subprotocols may come from whatever gives one after the other, as natively', async () => {
  const { WebSocket, sockets } = new FakeNetwork()
  const socket = new ReconnectingWebSocket('ws://server.test', new Set(['v2', 'v1']) as never, { WebSocket })
  await vi.waitFor(() => expect(sockets[0]?.protocols).toEqual(['v2', 'v1']))
  socket.close()
})

describe('an option that is undefined is absent', () => {
  test('whichever it is', () => {
    const all = [
      ...shared.map(([name]) => name.split('.')[0]!),
      'closeEvents',
      'connect',
      'maxMessageBytes',
      'subprotocols',
    ]
    const options = Object.fromEntries(all.map((name) => [name, undefined]))
    new ReconnectingWebSocket('ws://server.test', undefined, { ...options, WebSocket }).close()
    createClient('ws://server.test', { ...options, WebSocket, protocol: raw() }).close()
  })
})
