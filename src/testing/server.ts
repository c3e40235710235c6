import type {
  AnyContract,
  ContractsOf,
  Contracts,
  JoinedOf,
  NameOf,
  ParamsOf,
  ReceivedOf,
} from '../channel/contract.ts'
import type { RequestParams, RequestsOf, RequestResult } from '../channel/contract.ts'
import { jsonCodec } from '../channel/json.ts'
import { ByName } from '../channel/names.ts'
import type { ServerOperation, Unsubscribed } from '../channel/operation.ts'
import type { Codec, RawProtocol } from '../channel/protocol.ts'
import { validate, type Definition } from '../channel/schema.ts'
import type { Definitions } from '../channel/subscriptions.ts'
import type { Data } from '../connection/data.ts'
import type { WebSocketConstructor } from '../platform/globals.ts'
import type { Clock } from '../platform/clock.ts'
import { Answers, type Answer } from './answers.ts'
import { TestClock } from './clock.ts'
import type { Heard } from './heard.ts'
import type { TestLink } from './link.ts'
import { TestNetwork } from './network.ts'
import { readOperation, type Question } from './operation.ts'

// A server for tests, without a network: the other half of the client's protocol, and of its misfortunes.

/** What the clients of a test server speak. */
export interface TestServerOptions {
  /** What the messages of the client are on the wire. @default JSON */
  codec?: Codec
  /** `raw()` for clients without channels: then nothing is read or answered. */
  protocol?: RawProtocol
}

/** What a client or drop-in is made with, to live on a test server. */
export interface TestOptions {
  /** Its sockets go to the test server, whatever their URL. */
  WebSocket: WebSocketConstructor
  /** Time that moves when the test says so. */
  clock: Clock
  /** Always 0.5, so that waits are the same in each run. */
  random: () => number
}

type Awaitable<T> = T | Promise<T>

/** So long (ms) does `opened()` let time go by. */
const longestWait = 600_000

/** Terminal for a client, so that it ends with the server. */
const testIsOver = 4410

/** A server for your unit tests, without a network, typed by definitions of channels. */
export function createTestServer<D extends Definitions>(
  options: TestServerOptions & { channels: D },
): TestServer<ContractsOf<D>>
/** A server for your unit tests, without a network, typed by `Channels`: `createTestServer<Channels>()`. */
export function createTestServer<Channels extends Contracts<Channels> = Record<string, AnyContract>>(
  options?: TestServerOptions,
): TestServer<Channels>
export function createTestServer(options: TestServerOptions & { channels?: Definitions } = {}): unknown {
  return new TestServer(options)
}

/** A server without a network. */
export class TestServer<Channels extends object = Record<string, AnyContract>> {
  /** For the client: `createClient(url, { ...server.options })`. Hand in its `WebSocket` alone to live by real time. */
  readonly options: TestOptions
  /** All that clients said on any link, as operations, without pings. */
  readonly received: Heard<Channels>[] = []
  /** All that clients sent on any link, as it was sent. */
  readonly frames: unknown[] = []
  readonly #clock = new TestClock()
  readonly #answers = new Answers()
  readonly #definitions: ByName<Definition>
  readonly #codec: Codec
  readonly #isRaw: boolean
  readonly #network = new TestNetwork<Channels>({
    opened: () => this.#opened(),
    said: (link, frame) => this.#said(link, frame),
  })
  #waiting: (() => void)[] = []
  #isOver = false

  /** @internal */
  constructor({ codec = jsonCodec, protocol, channels = {} }: TestServerOptions & { channels?: Definitions }) {
    this.#codec = codec
    this.#isRaw = protocol !== undefined
    this.#definitions = new ByName(channels)
    this.options = { WebSocket: this.#network.WebSocket, clock: this.#clock, random: () => 0.5 }
  }

  /** The links that are open, in the order of their opening. */
  get links(): readonly TestLink<Channels>[] {
    return this.#network.links
  }

  /** Lets time go by until a link is open, at most ten minutes of it, and gives the one that was opened last. */
  async opened(): Promise<TestLink<Channels>> {
    const clock = this.#clock
    const end = clock.now() + longestWait
    for (;;) {
      await clock.advance(0)
      const link = this.links.at(-1)
      if (link) return link
      if (!clock.isUsed) await new Promise<void>((resolve) => this.#waiting.push(resolve))
      else if (clock.now() + clock.untilNext <= end) await clock.advance(clock.untilNext)
      else break
    }
    throw new Error('No link was opened: no client dials, or the server is mute or refuses')
  }

  /** Lets `ms` go by for the clients, and promises settle. */
  async advance(ms = 0): Promise<void> {
    await this.#clock.advance(ms)
  }

  /** How many timers of clients are armed. */
  get timers(): number {
    return this.#clock.armed
  }

  /** Refuses the next dials: so many, or, with Infinity, until `refuse(0)`. */
  refuse(times = 1): void {
    this.#network.refusals = times
  }

  /** All links break without a word: 1006. */
  drop(): void {
    for (const link of this.links) link.drop()
  }

  /** The server closes all links. */
  close(code?: number, reason?: string): void {
    for (const link of this.links) link.close(code, reason)
  }

  /** Nothing passes any more, not even a dial, and nobody is told. */
  mute(): void {
    this.#network.mute()
  }

  /** All that was held up passes, in order. */
  unmute(): void {
    this.#network.unmute()
  }

  /** Sends a message as it stands, over all links. */
  send(data: Data): void {
    for (const link of this.links) link.send(data)
  }

  /** How credentials are answered; without it they are good. Throw an error with a `code` to refuse them. */
  onAuthenticate(answer: (data: unknown) => unknown): void {
    this.#answers.authenticate(answer)
  }

  /**
   * How subscriptions of a channel, or of those that begin so (`room:*`), are answered; without it they are accepted.
   * Throw an error with a `code`, such as RemoteError, to refuse.
   */
  onSubscribe<N extends NameOf<Channels>>(
    channel: N,
    answer: (params: ParamsOf<Channels[N]>) => Awaitable<JoinedOf<Channels[N]> | void>,
  ): void {
    this.#answers.subscribe(channel, answer as Answer)
  }

  /** How requests are answered; without it they fail. Throw an error with a `code`, such as RemoteError, to say no. */
  onRequest<N extends NameOf<Channels>, E extends NameOf<RequestsOf<Channels[N]>>>(
    channel: N,
    event: E,
    answer: (params: RequestParams<RequestsOf<Channels[N]>, E>) => Awaitable<RequestResult<RequestsOf<Channels[N]>, E>>,
  ): void {
    this.#answers.request(channel, event, answer as Answer)
  }

  /**
   * Sends an event to all who are subscribed, and says how many.
   * @throws ValidationError for data that does not fit the schema of its definition
   */
  publish<N extends NameOf<Channels>, E extends NameOf<ReceivedOf<Channels[N]>>>(
    channel: N,
    event: E,
    data: ReceivedOf<Channels[N]>[E],
  ): number {
    validate(this.#definitions.find(channel)?.receive?.[event], data, `Event "${event}" of channel "${channel}"`)
    const to = this.links.filter(({ channels }) => channel === '' || channels.has(channel))
    for (const link of to) this.#say(link, { type: 'event', ...(channel && { channel }), event, data })
    return to.length
  }

  /** Ends all subscriptions of a channel, and says how many. */
  kick(channel: NameOf<Channels>, { code = 'kicked', ...more }: Omit<Partial<Unsubscribed>, 'type' | 'channel'> = {}) {
    const from = this.links.filter((link) => link.unsubscribe(channel))
    for (const link of from) this.#say(link, { type: 'unsubscribed', channel, code, ...more })
    return from.length
  }

  /** Ends the test: closes the clients for good, and forgets all timers. */
  end(): void {
    this.#isOver = true
    this.refuse(0)
    this.unmute()
    this.close(testIsOver, 'The test is over')
    this.#clock.stop()
  }

  /** The same as `end()`, for `using`. */
  [Symbol.dispose](): void {
    this.end()
  }

  #opened(): void {
    if (this.#isOver) void Promise.resolve().then(() => this.close(testIsOver))
    for (const wake of this.#waiting.splice(0)) wake()
  }

  #said(link: TestLink<Channels>, frame: unknown): void {
    this.frames.push(frame)
    const operation = this.#isRaw ? undefined : readOperation(this.#codec, frame)
    if (!operation) return
    const { type } = operation
    if (type === 'pong') return // nobody asked
    if (type === 'ping') return this.#pong(link, operation.id)
    link.received.push(operation as Heard<Channels>)
    this.received.push(operation as Heard<Channels>)
    if (type === 'unsubscribe') link.unsubscribe(operation.channel)
    else if (type !== 'event') void this.#answer(link, operation)
  }

  /** Later, as with any socket: a client does not get an answer while it still asks. */
  #pong(link: TestLink<Channels>, id: number): void {
    void Promise.resolve().then(() => this.#say(link, { type: 'pong', id }))
  }

  async #answer(link: TestLink<Channels>, question: Question): Promise<void> {
    if (question.type === 'subscribe') link.subscribe(question.channel, question.id)
    const answer = await this.#answers.to(question)
    if (question.type === 'subscribe') link.subscribed(question.channel, question.id, answer.type === 'reply')
    this.#say(link, answer)
  }

  #say(link: TestLink<Channels>, operation: ServerOperation): void {
    link.send(this.#codec.encode(operation))
  }
}
