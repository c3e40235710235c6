import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConnectionState, ReconnectingWebSocketOptions } from '../../src/index.ts'
import type { FakePage } from '../fake/page.ts'
import { DropInStage, stagePage } from '../fake/stage.ts'
import { verbosely } from './run.ts'

const pageActs = ['online', 'offline', 'hide', 'show', 'freeze', 'resume'] as const
const acts = ['accept', 'refuse', 'break', 'error', 'receive', 'pong', 'full', 'empty'] as const

type Fault = { readonly do: (typeof acts)[number] } | { readonly do: 'serverClose'; readonly code: number }

type Step =
  | Fault
  | { readonly do: 'page'; readonly what: (typeof pageActs)[number] | 'leave' | 'comeBack' }
  | { readonly do: 'wait' | 'sleep' | 'drift'; readonly ms: number }
  | { readonly do: 'send' | 'reconnect' | 'close' }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constantFrom(...acts) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(4_000) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(60_000) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('page' as const),
      what: fc.constantFrom(...pageActs, 'leave' as const, 'comeBack' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('serverClose' as const),
      code: fc.constantFrom(1000, 1001, 1008, 1012, 1013, 4000, 4401, 4403),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('sleep' as const, 'drift' as const), ms: fc.nat(90_000) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('send' as const, 'reconnect' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
)

const options: fc.Arbitrary<ReconnectingWebSocketOptions> = fc.record(
  {
    heartbeat: fc.constantFrom({ message: 'ping', pong: 'pong', interval: 2_000, timeout: 1_000 }, { passive: 3_000 }),
    authenticate: fc.constantFrom(
      'token',
      () => Promise.resolve('token'),
      () => undefined,
    ),
    connectTimeout: fc.integer({ min: 1, max: 5_000 }),
    stableAfter: fc.nat(5_000),
    maxAttempts: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: [] },
)

/** A drop-in of which everything that must always hold is looked at after each step. */
class Watched {
  readonly #page: FakePage
  readonly #stage: DropInStage
  readonly #changes: [ConnectionState, ConnectionState][] = []
  readonly #first: ConnectionState
  #count = 0

  constructor(page: FakePage, options: ReconnectingWebSocketOptions) {
    this.#page = page
    this.#stage = new DropInStage({ ...options, outbox: { maxMessages: 4 } })
    this.#first = this.#stage.dropIn.state
    this.#stage.dropIn.addEventListener('statechange', ({ detail: { state, previous } }) => {
      this.#changes.push([previous, state])
    })
  }

  async take(step: Step): Promise<void> {
    const { clock, dropIn } = this.#stage
    switch (step.do) {
      case 'wait':
        await clock.advance(step.ms)
        break
      case 'sleep':
        clock.pass(step.ms)
        break
      case 'drift':
        clock.shift(step.ms)
        break
      case 'page':
        this.#page[step.what](true)
        break
      case 'send':
        dropIn.send(`${++this.#count}`)
        break
      case 'reconnect':
      case 'close':
        dropIn[step.do]()
        break
      default:
        this.#reach(step)
    }
    await clock.advance(0)
    this.#check()
  }

  /** What the network does to the socket that was made last, also when nobody listens to it any more. */
  #reach(step: Fault): void {
    const socket = this.#stage.network.sockets.at(-1)
    if (!socket || socket.readyState === 3) return
    const isOpen = socket.readyState === 1
    if (step.do === 'accept' && socket.readyState === 0) socket.open()
    else if (step.do === 'refuse' && socket.readyState === 0) socket.fail()
    else if (step.do === 'break' && isOpen) socket.end()
    else if (step.do === 'error') socket.fail()
    else if (step.do === 'serverClose' && isOpen) socket.end(step.code)
    else if (step.do === 'receive' && isOpen) socket.receive('news')
    else if (step.do === 'pong' && isOpen) socket.receive('pong')
    else if (step.do === 'full') socket.bufferedAmount = 1e6
    else if (step.do === 'empty') socket.bufferedAmount = 0
  }

  #check(): void {
    const { network, dropIn, events } = this.#stage
    expect(network.live.length).toBeLessThanOrEqual(1)
    let before = this.#first
    for (const [previous, state] of this.#changes) {
      expect(previous).toBe(before)
      expect(Object.isFrozen(state)).toBe(true)
      before = state
    }
    expect(dropIn.state).toBe(before)
    const readyStates = { idle: 0, connecting: 0, waiting: 0, suspended: 0, open: 1, closing: 2, closed: 3 }
    expect(dropIn.readyState).toBe(readyStates[dropIn.state.name])
    let isOpen = false
    for (const event of events) {
      if (event === 'open') expect(isOpen).toBe(false)
      if (event === 'open') isOpen = true
      if (event.startsWith('close')) isOpen = false
      if (event.startsWith('message')) expect(isOpen).toBe(true)
    }
    if (dropIn.readyState !== 2) expect(isOpen).toBe(dropIn.readyState === 1)
    this.#checkMessages()
  }

  #checkMessages(): void {
    const { network, drops } = this.#stage
    const own = ['ping', 'token']
    const handed = network.sockets.flatMap(({ sent }) => sent.map(String)).filter((data) => !own.includes(data))
    const gone = [...handed, ...drops.map(({ data }) => String(data))]
    expect(handed).toEqual([...handed].sort((a, b) => Number(a) - Number(b)))
    expect(new Set(gone).size).toBe(gone.length)
  }

  async close(): Promise<void> {
    this.#stage.dropIn.close()
    await this.#stage.clock.advance(1_000)
  }

  /** After `close()` nothing is left, and nothing happens any more. */
  async finish(): Promise<void> {
    const { clock, network, dropIn, events, states } = this.#stage
    await this.close()
    this.#check()
    expect(dropIn.state.name).toBe('closed')
    expect(clock.armed).toBe(0)
    expect(this.#page.listeners).toBe(0)
    expect(network.live).toHaveLength(0)
    const told = [events.length, states.length]
    for (const what of [...pageActs, 'leave', 'comeBack'] as const) this.#page[what](true)
    for (const socket of network.sockets) {
      socket.receive('late')
      socket.fail()
    }
    await clock.advance(100_000)
    expect([events.length, states.length]).toEqual(told)
    expect(clock.armed).toBe(0)
  }
}

describe('ReconnectingWebSocket, whatever happens', () => {
  test('has one socket at most, tells every end, hands nothing over twice, and leaves nothing behind', async () => {
    const page = stagePage()
    await fc.assert(
      fc.asyncProperty(options, fc.array(step, { maxLength: 50 }), async (given, steps) => {
        const watched = new Watched(page, given)
        try {
          for (const each of steps) await watched.take(each)
          await watched.finish()
        } finally {
          await watched.close() // so that a failure does not show in what comes after it
        }
      }),
      { ...verbosely, numRuns: 500 },
    )
  })
})
