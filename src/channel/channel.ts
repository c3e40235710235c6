import type { SendResult } from '../connection/outbox.ts'
import type { SendOptions } from '../connection/waiting.ts'
import { ClosedError, isHoldfastError, RequestTimeoutError, type RemoteError } from '../errors.ts'
import { wait, type WaitOptions } from '../platform/wait.ts'
import { readChoice } from '../policy/option.ts'
import { coalesce } from './coalesce.ts'
import type {
  Arguments,
  ErrorsOf,
  JoinedOf,
  ParamsOf,
  RequestParams,
  ReceivedOf,
  RequestsOf,
  RequestResult,
  SentOf,
} from './contract.ts'
import type { Hub } from './hub.ts'
import type { RequestOptions } from './requests.ts'
import type { Definition } from './schema.ts'
import { MessageStream, type Stream, type StreamOptions } from './stream.ts'
import type { ChannelState, Listener, ParamsSource } from './subscription.ts'

// What one part of an application holds of a channel: its listeners and its need. Handles of one name share the
// subscription.

/** How a listener hears. */
export interface ListenOptions<T> {
  /** Calls at most once a frame for each `key`, with the latest message. */
  coalesce?: 'frame'
  /** What messages have in common of which only the latest counts. @default all of them */
  key?: (data: T) => unknown
  /** Stops listening. */
  signal?: AbortSignal
}

/** A typed topic that outlives the links under it. */
export class Channel<C = unknown> {
  /** As it was asked for; `''` for messages of no channel. */
  readonly name: string
  readonly #hub: Hub
  readonly #definition: Definition | undefined
  /** Ends each need that this handle has. */
  readonly #needs = new Set<() => void>()

  /** @internal */
  constructor(name: string, hub: Hub, definition: Definition | undefined) {
    this.name = name
    this.#hub = hub
    this.#definition = definition
  }

  /** A snapshot of the channel's life; the same object until it changes. */
  get state(): ChannelState<JoinedOf<C>> {
    return this.#subscription.state as ChannelState<JoinedOf<C>>
  }

  /** Calls `listener` at each change of `state`, until the returned function is called. Does not subscribe. */
  onState(listener: (state: ChannelState<JoinedOf<C>>) => void): () => void {
    return this.#subscription.onState(listener as (state: ChannelState) => void)
  }

  /**
   * Calls `listener` at each such event, until the returned function is called; subscribes to the channel if nobody did.
   * What the listener throws is reported, and stops neither the others nor the client.
   */
  on<E extends keyof ReceivedOf<C> & string>(
    event: E,
    listener: (data: ReceivedOf<C>[E]) => unknown,
    options: ListenOptions<ReceivedOf<C>[E]> = {},
  ): () => void {
    const { coalesce: pace, key, signal } = options
    readChoice('coalesce', pace, 'frame')
    if (signal?.aborted) return () => undefined
    const paced = pace ? coalesce(listener, key) : { listener, stop: () => undefined }
    return this.#listen(event, paced.listener, paced.stop, signal)
  }

  /**
   * Resolves with the next such event. Rejects with ClosedError when this handle leaves or the client closes,
   * RequestTimeoutError at `timeout`, or the signal's reason.
   */
  once<E extends keyof ReceivedOf<C> & string>(event: E, options: WaitOptions = {}): Promise<ReceivedOf<C>[E]> {
    const late = (timeout: number) => new RequestTimeoutError(`No event "${event}" came within ${timeout} ms`, false)
    return wait(this.#hub.clock, options, Infinity, late, (resolve, reject) =>
      this.#follow(event, resolve, () =>
        reject(new ClosedError(`Channel "${this.name}" was left, or its client closed`)),
      ),
    )
  }

  /** Such events from now on, for `for await`. It ends on abort, when the loop or the channel is left, and when the client closes. */
  messages<E extends keyof ReceivedOf<C> & string>(event: E, options: StreamOptions = {}): Stream<ReceivedOf<C>[E]> {
    return new MessageStream((push, end) => this.#follow(event, push, end), options)
  }

  /**
   * Sends an event now or, while the link is down, later. Does not subscribe.
   * @throws ValidationError for data that does not fit the channel's schema; TypeError for what is no message;
   * OutboxFullError at the outbox's bound; ClosedError after `close()`
   */
  send<E extends keyof SentOf<C> & string>(
    event: E,
    ...[data, options]: Arguments<SentOf<C>[E], SendOptions>
  ): SendResult {
    return this.#hub.send(this.#subscription, event, data, options)
  }

  /**
   * Asks the server, and resolves with its answer. Rejects with RemoteError for an error of the server,
   * RequestTimeoutError, ConnectionLostError, ClosedError, ValidationError, or the signal's reason.
   */
  request<E extends keyof RequestsOf<C> & string>(
    event: E,
    ...[params, options]: Arguments<RequestParams<RequestsOf<C>, E>, RequestOptions>
  ): Promise<RequestResult<RequestsOf<C>, E>> {
    return this.#hub.request(this.#subscription, event, params, options) as Promise<RequestResult<RequestsOf<C>, E>>
  }

  /**
   * Subscribes, with `params` for the server: a value, or an (async) function that is asked anew for each subscription.
   * Without params those of an earlier `join()` stay. Other params subscribe anew; another function is asked next time.
   * Resolves with the server's reply. Rejects with RemoteError if it refuses, RequestTimeoutError after 10 s or `timeout`,
   * ClosedError, or the signal's reason.
   */
  async join(...[params, options = {}]: Arguments<ParamsSource<ParamsOf<C>>, WaitOptions>): Promise<JoinedOf<C>> {
    if (!this.name) throw new TypeError('Messages of no channel need no join()')
    this.#needs.add(this.#joined)
    this.#subscription.join(this, params)
    return (await this.#hub.joined(this.#subscription, options)) as JoinedOf<C>
  }

  /** Ends all that this handle listens to, and no other's. The channel is left `linger` ms after nobody needs it any more. */
  leave(): void {
    for (const end of this.#needs) end()
  }

  /** Whether `error` is the server's, with this code of the channel's `errors`. */
  isError<Code extends keyof ErrorsOf<C> & string>(
    error: unknown,
    code: Code,
  ): error is RemoteError<Code, ErrorsOf<C>[Code]> {
    return isHoldfastError(error) && error.name === 'RemoteError' && error.code === code
  }

  get #subscription() {
    return this.#hub.subscription(this.name, this.#definition)
  }

  readonly #joined = () => this.#release(this.#joined)

  #listen(event: string, listener: Listener, stop: () => void, signal?: AbortSignal): () => void {
    const off = this.#subscription.on(event, listener)
    const end = () => {
      off()
      signal?.removeEventListener('abort', end)
      this.#release(end)
      stop()
    }
    signal?.addEventListener('abort', end)
    this.#needs.add(end)
    this.#subscription.hold(this)
    return end
  }

  /** Listens until the channel is left or the client closes, which `end` hears. */
  #follow(event: string, listener: Listener, end: () => void): () => void {
    const off = this.#listen(event, listener, end)
    const offClosed = this.#hub.onClosed(end)
    return () => {
      offClosed()
      off()
    }
  }

  #release(need: () => void): void {
    if (this.#needs.delete(need) && this.#needs.size === 0) this.#subscription.release(this)
  }
}
