// A client with channels whose time and network the test drives; the test plays the server.
import { createClient, type Client, type ClientOptions, type Invalid } from '../../src/index.ts'
import { settle } from './clock.ts'
import { Stage } from './stage.ts'

type Operation = Readonly<Record<string, unknown>>

export class ChannelStage<Channels extends object> extends Stage {
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

  /** The server says this. */
  async say(operation: unknown): Promise<void> {
    this.socket.receive(typeof operation === 'string' ? operation : JSON.stringify(operation))
    await settle()
  }

  override async open(protocol?: string) {
    this.#seen = 0
    return super.open(protocol)
  }
}
