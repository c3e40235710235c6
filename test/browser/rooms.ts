// A real server of typed channels behind a fault proxy, which writes down what clients asked of it.
import { pack, unpack } from 'msgpackr'
import { onTestFinished } from 'vitest'
import { type Codec, defineChannel } from '../../src/index.ts'
import { createServer, Refusal, type ServerOptions } from '../../src/server/index.ts'
import { FaultProxy } from '../scenario/proxy.ts'

export interface Room {
  receive: { message: { id: number; text: string } }
  send: { typing: { who: string } }
  request: {
    say(params: { text: string }): { id: number }
    wait(params: { times: number }): string
    size(params: { bytes: Uint8Array }): { bytes: Uint8Array; length: number }
  }
  params: { token: string } | undefined
  joined: { members: string[] }
  errors: { full: { limit: number } }
}

const channels = { 'room:*': defineChannel<Room>() }
export type Channels = typeof channels
type User = { name: string } | undefined

/** What both ends of the binary scene use. */
const messagePack: Codec = {
  name: 'msgpack',
  encode: (message) => pack(message),
  decode: (frame) => unpack(new Uint8Array(frame as ArrayBuffer)) as unknown,
}

export class Rooms {
  /** 'subscribe room:1', 'left room:1', 'typing ada', 'wait 1', 'authenticate …', in order. */
  readonly heard: string[] = []
  /** The next so many subscriptions are refused, with leave to come again. */
  busy = 0
  /** Ends the link of each client whose token is this, as soon as it is in. */
  expired: string | undefined

  private constructor(
    readonly server: ReturnType<typeof serve>,
    readonly proxy: FaultProxy,
  ) {}

  /** Ended with the test. */
  static async start({ authenticate = false, binary = false } = {}): Promise<Rooms> {
    const server = serve({
      ...(authenticate && { authenticate: (token) => rooms.authenticate(token) }),
      ...(binary && { codec: messagePack }),
    })
    const rooms = new Rooms(server, await FaultProxy.start(await server.ready()))
    rooms.listen()
    onTestFinished(async () => {
      await rooms.proxy.close()
      await server.close()
    })
    return rooms
  }

  get url(): string {
    return this.proxy.url
  }

  /** How often clients subscribed to what begins so. */
  count(begin: string): number {
    return this.heard.filter((line) => line.startsWith(begin)).length
  }

  private authenticate(token: unknown): { user: User; reply?: { expiresIn: number } } {
    this.heard.push(`authenticate ${String(token)}`)
    if (token === 'stranger') throw new Refusal('unauthorized', 'Who are you?')
    return { user: { name: String(token) }, ...(token === 'brief' && { reply: { expiresIn: 1_500 } }) }
  }

  private listen(): void {
    let id = 0
    this.server.channel('room:*', {
      subscribe: (params, { channel, user, close }) => {
        this.heard.push(`subscribe ${channel}`)
        if (user && user.name === this.expired) close(4401, 'expired')
        if (channel === 'room:secret') throw new Refusal('forbidden', 'Members only')
        if (this.busy-- > 0) throw new Refusal('busy', 'Later', { retry: true })
        return { members: [params?.token ?? 'nobody'] }
      },
      left: ({ channel }) => this.heard.push(`left ${channel}`),
      events: { typing: ({ who }) => this.heard.push(`typing ${who}`) },
      requests: {
        say: ({ text }, { channel }) => {
          if (text === 'too much') throw new Refusal('full', 'Not so fast', { data: { limit: 3 } })
          id += 1
          this.server.publish(channel as 'room:1', 'message', { id, text })
          return { id }
        },
        // Answered from the third time on.
        wait: ({ times }) => {
          this.heard.push(`wait ${times}`)
          return this.count('wait') > 2 ? 'at last' : new Promise<never>(() => undefined)
        },
        size: ({ bytes }) => ({ bytes, length: bytes.length }),
      },
    })
  }
}

function serve(options: Partial<ServerOptions<Channels, User>>) {
  return createServer<Channels, User>({ channels, origins: 'any', logger: { warn: () => undefined }, ...options })
}
