import type { DropReason } from '../connection/drop.ts'
import {
  ClosedError,
  ConnectionLostError,
  OutboxFullError,
  RequestTimeoutError,
  type RemoteError,
  type Sent,
} from '../errors.ts'
import type { Timer } from '../platform/clock.ts'
import { readOptions } from '../policy/option.ts'
import type { Wire } from './wire.ts'

// Requests that were not answered yet. One timer serves all of them.

/** How long a request waits for its answer, and what a break does to it. */
export interface RequestOptions {
  /** Rejects with RequestTimeoutError so many ms after the call. @default 10_000 */
  timeout?: number
  /** Rejects with the signal's reason, and withdraws the request while it waits. */
  signal?: AbortSignal
  /** Doing it twice does no harm: it is sent again if the link breaks before the answer. @default false */
  idempotent?: boolean
  /** `false`: rejects at once with ConnectionLostError if it cannot go now. @default true */
  queue?: boolean
}

/** What is asked, and of which channel. */
export interface Question {
  readonly channel?: string
  readonly event: string
  readonly data: unknown
}

interface Pending {
  readonly question: Question
  readonly idempotent: boolean
  readonly queue: boolean
  readonly signal: AbortSignal | undefined
  readonly deadline: number
  id: number
  /** In the outbox, which keeps it when the link breaks. */
  waits: boolean
  sent: Sent
  resolve(result: unknown): void
  reject(error: unknown): void
}

/** Requests whose time is over are looked for at most this often (ms). */
const looksApart = 20

export class Requests {
  readonly #wire: Wire
  readonly #timer: Timer
  readonly #pending = new Set<Pending>()
  #nextLook = Infinity

  constructor(wire: Wire) {
    this.#wire = wire
    this.#timer = wire.clock.timer(() => this.#look())
  }

  /** How many are not answered yet. */
  get size(): number {
    return this.#pending.size
  }

  ask(question: Question, { signal, idempotent = false, queue = true, ...rest }: RequestOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const { timeout } = readOptions(rest, { timeout: 10_000 })
      signal?.throwIfAborted()
      const deadline = this.#wire.clock.now() + timeout
      const settle =
        <T>(finish: (value: T) => void) =>
        (value: T) => {
          if (!this.#pending.delete(pending)) return
          this.#wire.replies.forget(pending.id)
          signal?.removeEventListener('abort', abort)
          finish(value)
        }
      const pending: Pending = {
        ...{ question, idempotent, queue, signal, deadline, id: 0, waits: false, sent: false },
        resolve: settle(resolve),
        reject: settle(reject),
      }
      const abort = () => pending.reject(signal?.reason)
      signal?.addEventListener('abort', abort)
      this.#pending.add(pending)
      this.#send(pending)
      if (deadline < this.#nextLook && this.#pending.has(pending)) this.#lookAt(deadline)
    })
  }

  /** A link is open: what may be done twice is sent again. */
  opened(): void {
    for (const pending of this.#pending) if (!pending.waits) this.#send(pending)
  }

  /** The link broke. */
  lost(): void {
    for (const pending of this.#pending) {
      if (pending.waits) continue
      this.#wire.replies.forget(pending.id) // an answer that still comes is one of the old link
      pending.sent = 'unknown'
      if (!pending.idempotent) pending.reject(new ConnectionLostError(`${show(pending)}: the link broke`, 'unknown'))
    }
  }

  closed(cause: unknown): void {
    for (const pending of this.#pending) pending.reject(new ClosedError('The client is closed', { cause }))
    this.#timer.stop()
    this.#nextLook = Infinity
  }

  #send(pending: Pending): void {
    const { question, queue, signal, deadline } = pending
    pending.id = this.#wire.replies.expect({
      reply: (data) => pending.resolve(data),
      fail: (error: RemoteError) => pending.reject(error),
    })
    const follow = (reason?: DropReason) => {
      pending.waits = false
      if (reason === 'closed') return // `closed()` is next, and knows why
      if (reason) pending.reject(this.#dropped(pending, reason))
      else pending.sent = true
    }
    const ttl = Math.max(0, deadline - this.#wire.clock.now())
    try {
      const operation = { type: 'request', id: pending.id, ...question } as const
      const result = this.#wire.send(operation, { ttl, volatile: !queue, ...(signal && { signal }) }, follow)
      pending.waits = result === 'queued'
      if (result === 'sent') follow()
      if (result === 'dropped') follow(queue ? 'overflow' : 'volatile')
    } catch (error) {
      pending.reject(error)
    }
  }

  #dropped(pending: Pending, reason: DropReason): Error {
    if (reason === 'expired') return this.#late(pending)
    if (reason === 'overflow') return new OutboxFullError(`${show(pending)}: too many messages wait`)
    return new ConnectionLostError(`${show(pending)}: not sent (${reason})`, pending.sent)
  }

  #late(pending: Pending): Error {
    return new RequestTimeoutError(`${show(pending)}: no answer in time`, pending.sent)
  }

  #lookAt(time: number): void {
    this.#nextLook = time
    this.#timer.start(time - this.#wire.clock.now())
  }

  #look(): void {
    const now = this.#wire.clock.now()
    this.#nextLook = Infinity
    let next = Infinity
    for (const pending of this.#pending) {
      if (pending.deadline <= now) pending.reject(this.#late(pending))
      else next = Math.min(next, pending.deadline)
    }
    if (next < this.#nextLook) this.#lookAt(Math.max(next, now + looksApart))
  }
}

function show({ question: { channel, event } }: Pending): string {
  return `Request "${event}"${channel === undefined ? '' : ` to channel "${channel}"`}`
}
