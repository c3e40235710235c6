// A client or a drop-in whose time and network the test drives, and everything that it tells.
import { vi, onTestFinished, type Mock } from 'vitest'
import {
  createClient,
  raw,
  ReconnectingWebSocket,
  type Cause,
  type RawClient,
  type RawClientOptions,
  type ConnectionState,
  type Drop,
  type ProtocolsSource,
  type ReconnectingWebSocketOptions,
  type UrlSource,
} from '../../src/index.ts'
import { FakeClock } from './clock.ts'
import { FakePage } from './page.ts'
import { FakeNetwork, type FakeSocket } from './socket.ts'

export class Stage {
  readonly clock = new FakeClock()
  readonly network = new FakeNetwork()
  readonly states: ConnectionState[] = []
  readonly drops: Drop[] = []
  readonly warnings: string[] = []

  /** What a client on this stage gets; waits are drawn from the middle of their windows. */
  readonly options = {
    clock: this.clock,
    WebSocket: this.network.WebSocket,
    random: () => 0.5,
    logger: { warn: (text: string) => void this.warnings.push(text) },
  }

  /** The socket that was made last. */
  get socket(): FakeSocket {
    return this.network.last
  }

  /** The names of the states so far, without repeating one for each phase. */
  get life(): string[] {
    const names = this.states.map(({ name }) => name)
    return names.filter((name, index) => name !== names[index - 1])
  }

  /** Why it is in the state that it is in. */
  get cause(): Cause | undefined {
    const state = this.states.at(-1)
    return state && 'cause' in state ? state.cause : undefined
  }

  /** The messages given up so far, as `data: reason`. */
  get dropped(): string[] {
    return this.drops.map(({ data, reason }) => `${String(data)}: ${reason}`)
  }

  /** Closes what the stage is about when the test ends, so that nothing of it is left on the page. */
  protected endsWithTest(it: { close(): void }): void {
    onTestFinished(async () => {
      it.close()
      await this.clock.advance(1_000)
    })
  }

  /** Lets the dial that is under way succeed. */
  async open(protocol?: string): Promise<FakeSocket> {
    await this.clock.advance(0)
    this.socket.open(protocol)
    await this.clock.advance(0)
    return this.socket
  }

  /** Lets the next dials fail, as soon as each is under way. */
  async refuse(times = 1): Promise<void> {
    for (let refused = 0; refused < times; await this.clock.advance(0)) {
      const [socket] = this.network.live
      if (socket) refused++
      if (socket) socket.fail()
      else await this.clock.advance(1_000)
    }
  }
}

export class ClientStage extends Stage {
  readonly client: RawClient
  readonly messages: unknown[] = []

  constructor(options: Partial<RawClientOptions> = {}, url: UrlSource = 'ws://server.test/') {
    super()
    this.client = createClient(url, { protocol: raw(), ...this.options, ...options })
    this.endsWithTest(this.client)
    this.client.on('state', (state) => void this.states.push(state))
    // A listener is a first use, and would dial.
    if (options.connect !== 'lazy') this.listen()
    this.client.on('drop', (drop) => void this.drops.push(drop))
  }

  /** Keeps the messages from now on; returns its end. */
  listen(): () => void {
    return this.client.on('message', (data) => void this.messages.push(data))
  }
}

export class DropInStage extends Stage {
  readonly dropIn: ReconnectingWebSocket
  /** The native events in the order in which they came, as `open`, `message hi`, `close 1006`. */
  readonly events: string[] = []

  constructor(
    options: ReconnectingWebSocketOptions = {},
    protocols: ProtocolsSource = [],
    url: UrlSource = 'ws://server.test/',
  ) {
    super()
    const dropIn = new ReconnectingWebSocket(url, protocols, { ...this.options, ...options })
    this.dropIn = dropIn
    this.endsWithTest(dropIn)
    dropIn.addEventListener('statechange', ({ detail }) => this.states.push(detail.state))
    dropIn.addEventListener('drop', ({ detail }) => this.drops.push(detail))
    dropIn.addEventListener('open', () => this.events.push('open'))
    dropIn.addEventListener('message', ({ data }) => this.events.push(`message ${String(data)}`))
    dropIn.addEventListener('error', () => this.events.push('error'))
    dropIn.addEventListener('close', ({ code }) => this.events.push(`close ${code}`))
  }
}

/** A page around the test. */
export function stagePage(url?: string): FakePage {
  const page = new FakePage(url)
  onTestFinished(() => page.remove())
  return page
}

/** Catches what is reported to the page's error handlers during the test. */
export function stageReports(): Mock<(error: unknown) => void> {
  const reports = vi.fn<(error: unknown) => void>()
  vi.stubGlobal('reportError', reports)
  onTestFinished(() => void vi.unstubAllGlobals())
  return reports
}
