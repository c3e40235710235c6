import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isHoldfastError, type Overflow, type SendOptions } from '../../src/index.ts'
import type { FakeSocket } from '../fake/socket.ts'
import { ClientStage } from '../fake/stage.ts'
import { verbosely } from './run.ts'

interface Send {
  readonly do: 'send'
  readonly size: number
  readonly volatile: boolean
  readonly ttl: number | undefined
  readonly replace: string | undefined
  readonly withdraw: number | undefined
}

type Step =
  | Send
  | { readonly do: 'up' | 'down' | 'closing' | 'full' | 'empty' | 'discard' | 'frame' }
  | { readonly do: 'withdraw'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number }

const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })
const send: fc.Arbitrary<Send> = fc.record({
  do: fc.constant('send'),
  size: fc.integer({ min: 4, max: 30 }),
  volatile: fc.boolean(),
  ttl: rarely(fc.integer({ min: 1, max: 2_000 })),
  replace: rarely(fc.constantFrom('x', 'y')),
  withdraw: rarely(fc.nat(2)),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: send },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('up', 'down', 'closing', 'full', 'empty', 'frame') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('discard') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw'), which: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(1_500) }) },
)

const bounds = { maxMessages: 5, maxBytes: 60, highWaterMark: 40 }

/** A client whose every message is followed from `send()` to where it ends. */
class Followed {
  readonly stage: ClientStage
  readonly #overflow: Overflow
  readonly #controllers = [0, 1, 2].map(() => new AbortController())
  #count = 0
  #refused = 0
  readonly #handed: string[] = []
  /** Where in the order a message stands: its own number, or that of the one that it replaced. */
  readonly #places = new Map<string, number>()
  readonly #expires = new Map<string, number>()

  constructor(overflow: Overflow) {
    this.#overflow = overflow
    this.stage = new ClientStage({ outbox: { ...bounds, overflow }, backoff: () => 50, stableAfter: 0 })
    this.stage.network.ondial = (socket) => this.#follow(socket)
  }

  async take(step: Step): Promise<void> {
    const { clock, network, client } = this.stage
    const socket = network.sockets.at(-1)
    const isUp = socket?.readyState === 1
    switch (step.do) {
      case 'send':
        this.#send(step)
        break
      case 'up':
        await clock.advance(100)
        for (const each of network.live) if (each.readyState === 0) each.open()
        break
      case 'down':
        if (isUp) socket.end()
        break
      case 'closing':
        if (isUp) socket.readyState = 2
        break
      case 'full':
      case 'empty':
        if (socket) socket.bufferedAmount = step.do === 'full' ? bounds.highWaterMark : 0
        break
      case 'frame':
        if (isUp) socket.receive('frame')
        break
      case 'discard':
        client.discard()
        break
      case 'withdraw':
        this.#controllers[step.which]!.abort()
        this.#controllers[step.which] = new AbortController()
        break
      case 'wait':
        await clock.advance(step.ms)
    }
    this.#check()
  }

  /** Lets everything go that still can. */
  async finish(): Promise<void> {
    const { clock, network, client } = this.stage
    network.sockets.at(-1)?.end()
    await clock.advance(100)
    network.last.open()
    for (let i = 0; i < 50 && client.stats().queued.messages > 0; i++) {
      network.last.bufferedAmount = 0
      await clock.advance(100)
    }
    this.#check()
    expect(client.stats().queued).toEqual({ messages: 0, bytes: 0 })
    client.close()
    await clock.advance(1_000)
    expect(clock.armed).toBe(0)
  }

  #send({ size, volatile, ttl, replace, withdraw }: Send): void {
    const data = String(this.#count++).padEnd(size, '.')
    const options: SendOptions = {
      volatile,
      ...(ttl !== undefined && { ttl }),
      ...(replace !== undefined && { replace }),
      ...(withdraw !== undefined && { signal: this.#controllers[withdraw]!.signal }),
    }
    if (ttl !== undefined) this.#expires.set(data, this.stage.clock.now() + ttl)
    this.#places.set(data, this.#count)
    const { drops, client } = this.stage
    const [handed, dropped] = [this.#handed.length, drops.length]
    try {
      const result = client.send(data, options)
      const replaced = drops.slice(dropped).find(({ reason }) => reason === 'replaced')
      if (replaced) this.#places.set(data, this.#places.get(String(replaced.data))!)
      expect(result === 'sent').toBe(this.#handed.slice(handed).includes(data))
      expect(result === 'dropped').toBe(drops.slice(dropped).some((drop) => drop.data === data))
      if (result === 'queued') expect(volatile).toBe(false)
      if (result === 'queued' && !replaced && !this.#isUp) this.#checkBounds()
    } catch (error) {
      if (!isHoldfastError(error)) throw error
      expect(error.code).toBe('outbox-full')
      expect(this.#overflow).toBe('reject')
      this.#refused++
    }
  }

  /** The socket of a link, which must not be handed anything that it should not. */
  #follow(socket: FakeSocket): void {
    socket.onsend = (data) => {
      const text = String(data)
      expect(socket.readyState).toBe(1)
      expect(socket.bufferedAmount).toBeLessThan(bounds.highWaterMark)
      expect(this.#expires.get(text) ?? Infinity).toBeGreaterThan(this.stage.clock.now())
      const last = this.#handed.at(-1)
      if (last !== undefined) expect(this.#places.get(text)).toBeGreaterThan(this.#places.get(last)!)
      this.#handed.push(text)
      socket.bufferedAmount += text.length
    }
  }

  #check(): void {
    const { drops, client } = this.stage
    const { queued, dropped } = client.stats()
    const gone = [...this.#handed, ...drops.map(({ data }) => String(data))]
    expect(new Set(gone).size).toBe(gone.length)
    expect(gone.length + queued.messages + this.#refused).toBe(this.#count)
    expect(dropped.total).toBe(drops.length)
    expect(queued.bytes).toBeGreaterThanOrEqual(queued.messages * 4)
    // What fails in the hand-over counts as unsendable.
    expect(drops.filter(({ reason }) => reason === 'unsendable')).toEqual([])
    // With a policy that drops there is no bound while a link is open, and what waits then stays when it breaks.
    if (this.#overflow === 'reject') this.#checkBounds()
  }

  get #isUp(): boolean {
    return [1, 2].includes(this.stage.network.sockets.at(-1)?.readyState ?? 0)
  }

  #checkBounds(): void {
    const { queued } = this.stage.client.stats()
    expect(queued.messages).toBeLessThanOrEqual(bounds.maxMessages)
    expect(queued.bytes).toBeLessThanOrEqual(bounds.maxBytes)
  }
}

describe.for(['reject', 'drop-oldest', 'drop-newest'] as const)('the outbox with %s, whatever happens', (overflow) => {
  test('hands over, queues, drops or refuses each message once, in order, in time and within its bounds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const followed = new Followed(overflow)
        for (const each of steps) await followed.take(each)
        await followed.finish()
      }),
      verbosely,
    )
  })
})
