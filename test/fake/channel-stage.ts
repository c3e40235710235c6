// A client with channels whose time and network the test drives; the test plays the server.
import { createClient, type Client, type ClientOptions, type Contracts, type Invalid } from '../../src/index.ts'
import { settle } from './clock.ts'
import { Stage } from './stage.ts'

type Operation = Readonly<Record<string, unknown>>

export class ChannelStage<Channels extends Contracts<Channels>> extends Stage {
  readonly client: Client<Channels>
  readonly invalid: Invalid[] = []
  #seen = 0

  constructor(options: ClientOptions = {}) {
    super()
    this.client = createClient<Channels>('ws://server.test/', { ...this.options, ...options })
    this.endsWithTest(this.client)
    this.client.on('state', (state) => void this.states.push(state))
    this.client.on('drop', (drop) => void this.drops.push(drop))
    this.client.on('invalid', (invalid) => void this.invalid.push(invalid))
  }

  /** What the client said on this link since the last time. */
  async said(): Promise<Operation[]> {
    await settle()
    const operations = this.socket.sent.slice(this.#seen).map((frame) => JSON.parse(frame as string) as Operation)
    this.#seen = this.socket.sent.length
    return operations
  }

  /** The types of what the client said, with the channel if there is one: `subscribe room`. */
  async spoke(): Promise<string[]> {
    return (await this.said()).map(({ type, channel }) => [type, channel].filter(Boolean).join(' '))
  }

  /** The server says this. */
  async say(operation: unknown): Promise<void> {
    this.socket.receive(typeof operation === 'string' ? operation : JSON.stringify(operation))
    await settle()
  }

  /** The server answers everything that was asked since the last look, with this. */
  async answer(data?: unknown): Promise<void> {
    for (const { id } of await this.said()) if (id !== undefined) await this.say({ type: 'reply', id, data })
  }

  override async open(protocol?: string) {
    this.#seen = 0
    return super.open(protocol)
  }

  /** The link breaks, and the next one opens. */
  async relink(): Promise<void> {
    this.socket.end()
    await this.clock.advance(1_000)
    await this.open()
  }
}

/** A stage whose link is open. */
export async function openStage<Channels extends Contracts<Channels>>(
  options?: ClientOptions,
): Promise<ChannelStage<Channels>> {
  const stage = new ChannelStage<Channels>(options)
  await stage.open()
  return stage
}

/** What it rejects with. */
export function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )
}
