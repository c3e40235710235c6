/**
 * Speaks to a server of Socket.IO 4 over WebSocket: events, acknowledgements, namespaces, its pings, binary data that comes in.
 *
 * @packageDocumentation
 */
import type { ClientOperation, ServerOperation } from '../channel/operation.ts'
import type { Protocol } from '../channel/protocol.ts'
import type { ClientOptions } from '../client.ts'
import type { AuthenticationLink } from '../connection/authentication.ts'
import { isData } from '../connection/data.ts'
import { RemoteError, Unauthorized } from '../errors.ts'

/** Which namespaces are connected, and as whom. */
export interface SocketIoOptions {
  /**
   * What namespaces are connected with: a value, or an (async) function of the namespace that is asked for each link.
   * @default nothing
   */
  auth?: object | ((namespace: string) => unknown)
  /**
   * Namespaces that are connected on each link before anything is sent, beside the main one and those that were joined. What
   * is sent to one that is neither here nor joined throws TypeError, since the server would end the link. @default none
   */
  namespaces?: readonly string[]
}

/** Several arguments of one event: `send('move', new Args(1, 2))`. Several that come in are an array. */
export class Args {
  /** In their order. */
  readonly values: readonly unknown[]

  constructor(...values: unknown[]) {
    this.values = values
  }
}

/**
 * The options of a client whose server is one of Socket.IO. `client.channel()` is the main namespace, `client.channel('/chat')`
 * another one. A request is an event with an acknowledgement, whose first argument it resolves with.
 *
 * @example
 * ```ts
 * const url = 'wss://example.com/socket.io/?EIO=4&transport=websocket'
 * const client = createClient(url, socketIo({ auth: { token } }))
 * client.channel().on('news', (news) => console.log(news))
 * await client.channel().request('echo', 'hi')
 * ```
 */
export function socketIo({ auth, namespaces = [] }: SocketIoOptions = {}): Required<
  Pick<ClientOptions, 'protocol' | 'codec' | 'heartbeat' | 'authenticate'>
> {
  const language = new SocketIo(namespaces)
  const ask = typeof auth === 'function' ? (auth as (namespace: string) => unknown) : () => auth
  return {
    protocol: language,
    // Packets are frames already.
    codec: { name: 'socket.io', encode: (packet) => packet as string, decode: (frame) => frame },
    // The server asks each 25 s, and waits 20 s for an answer, unless it was told otherwise.
    heartbeat: { passive: 45_000 },
    authenticate: ({ link }) => language.begin(link, ask),
  }
}

const main = '/'
const format = /^4([0-6])(?:(\d{1,3})-)?(?:(\/[^,]*),)?(\d{0,15})(.*)$/s

interface Packet {
  readonly type: string
  /** How many binary frames belong to it. */
  readonly parts: number
  readonly namespace: string
  readonly id: number
  readonly payload: string
}

class SocketIo implements Protocol {
  readonly name = 'socket.io'
  /** What each namespace that is in use was connected with last. */
  readonly #used = new Map<string, unknown>()
  /** The ids of the subscriptions that the server has not answered on this link. */
  readonly #asked = new Map<string, number>()
  /** In use, and refused or ended by the server on this link. */
  readonly #out = new Set<string>()
  /** A packet whose binary frames are still to come. */
  #partial: { packet: Packet; parts: ArrayBuffer[] } | undefined

  constructor(namespaces: readonly string[]) {
    for (const namespace of [main, ...namespaces]) this.#used.set(namespace, undefined)
  }

  /** Connects to all that is in use, before anything else is said on a link. */
  async begin(link: AuthenticationLink, ask: (namespace: string) => unknown): Promise<void> {
    this.#asked.clear()
    this.#out.clear()
    this.#partial = undefined
    await link.receive((frame) => typeof frame === 'string' && frame.startsWith('0'))
    await Promise.all(
      [...this.#used].map(async ([namespace, last]) => {
        const data = (await ask(namespace)) ?? last
        this.#used.set(namespace, data)
        link.send(write('0', namespace, data))
        const isAnswer = (frame: unknown) => {
          const packet = read(String(frame))
          return packet?.namespace === namespace && (packet.type === '0' || packet.type === '4')
        }
        const packet = read(String(await link.receive(isAnswer)))!
        if (packet.type === '0') return
        this.#out.add(namespace)
        if (namespace !== main) return // whoever joins it asks again, and hears why
        const error = refusal(packet)
        throw error.retryable ? error : new Unauthorized(error.message, { cause: error })
      }),
    )
  }

  encode(operation: ClientOperation): string | undefined {
    switch (operation.type) {
      case 'pong':
        return '3'
      case 'subscribe':
        return this.#subscribe(operation)
      case 'unsubscribe':
        for (const known of [this.#used, this.#asked, this.#out]) known.delete(operation.channel)
        return write('1', operation.channel)
      case 'event':
      case 'request':
        return this.#say(operation)
      default:
        return undefined
    }
  }

  decode(frame: unknown): ServerOperation | null | undefined {
    if (typeof frame !== 'string') return this.#part(frame as ArrayBuffer)
    if (frame === '2') return { type: 'ping', id: 1 }
    if (/^[016]/.test(frame)) return null
    const packet = read(frame)
    if (!packet) throw new TypeError('No packet of Socket.IO')
    if (packet.parts === 0) return this.#told(packet, [])
    this.#partial = { packet, parts: [] }
    return null
  }

  #subscribe({ channel, id, data }: Extract<ClientOperation, { type: 'subscribe' }>): string | undefined {
    if (!channel.startsWith('/')) throw new TypeError(`A channel is a namespace, like "/chat", not "${channel}"`)
    if (this.#isConnected(channel)) return undefined // by `begin()`
    const auth = data ?? this.#used.get(channel)
    this.#used.set(channel, auth)
    this.#asked.set(channel, id)
    return write('0', channel, auth)
  }

  #say(operation: Extract<ClientOperation, { event: string }>): string {
    const { channel = main, event, data } = operation
    if (!this.#isConnected(channel)) {
      throw new TypeError(`Namespace "${channel}" is not connected: await join(), or name it in namespaces`)
    }
    const values = data instanceof Args ? data.values : data === undefined ? [] : [data]
    return write('2', channel, [event, ...values], 'id' in operation ? operation.id : '')
  }

  /** Or it will be when a link is there, before anything is sent. */
  #isConnected(namespace: string): boolean {
    return this.#used.has(namespace) && !this.#asked.has(namespace) && !this.#out.has(namespace)
  }

  #part(frame: ArrayBuffer): ServerOperation | null | undefined {
    if (!this.#partial) throw new TypeError('A binary frame came where a packet was due')
    const { packet, parts } = this.#partial
    if (parts.push(frame) < packet.parts) return null
    this.#partial = undefined
    return this.#told(packet, parts)
  }

  #told(packet: Packet, parts: readonly ArrayBuffer[]): ServerOperation | null | undefined {
    const { type, namespace, id } = packet
    if (type === '0' || type === '4') return this.#answered(packet)
    if (type === '1') {
      this.#out.add(namespace)
      return { type: 'unsubscribed', channel: namespace === main ? '' : namespace, code: 'disconnected' }
    }
    const payload = parse(packet, parts)
    if (!Array.isArray(payload)) throw new TypeError('A packet of Socket.IO without arguments')
    if (type === '3' || type === '6') return { type: 'reply', id, data: one(payload) }
    const [event, ...values] = payload as unknown[]
    if (typeof event !== 'string') throw new TypeError('An event of Socket.IO without a name')
    return { type: 'event', ...(namespace !== main && { channel: namespace }), event, data: one(values) }
  }

  /** To what `join()` asked. */
  #answered(packet: Packet): ServerOperation | null {
    const { type, namespace } = packet
    const id = this.#asked.get(namespace)
    if (id === undefined) return null
    this.#asked.delete(namespace)
    if (type === '0') {
      this.#out.delete(namespace)
      return { type: 'reply', id }
    }
    this.#out.add(namespace)
    const { code, message, data, retryable } = refusal(packet)
    return { type: 'error', id, code, message, data, retry: retryable }
  }
}

/** The server's no. With `retry: true` in its data another try may do, and is made. */
function refusal(packet: Packet): RemoteError {
  const { message, data } = (parse(packet, []) ?? {}) as { message?: unknown; data?: { retry?: unknown } | null }
  return new RemoteError('refused', String(message), data, data?.retry === true)
}

function read(frame: string): Packet | undefined {
  const [, type, parts, namespace = main, id, payload = ''] = format.exec(frame) ?? []
  return type === undefined ? type : { type, parts: Number(parts ?? 0), namespace, id: Number(id), payload }
}

function write(type: string, namespace: string, payload?: unknown, id: number | '' = ''): string {
  const text = payload === undefined ? '' : JSON.stringify(payload, refuseBinary)
  return `4${type}${namespace === main ? '' : `${namespace},`}${id}${text}`
}

function refuseBinary(_key: string, value: unknown): unknown {
  if (isData(value) && typeof value !== 'string') throw new TypeError('Binary data can come in, but not go out')
  return value
}

/** The payload, with the binary frames in their places. */
function parse({ payload }: Packet, parts: readonly ArrayBuffer[]): unknown {
  const fill = (_key: string, value: unknown) => {
    const { _placeholder, num } = (value ?? {}) as { _placeholder?: unknown; num?: unknown }
    if (_placeholder !== true) return value
    const part = typeof num === 'number' ? parts[num] : undefined
    if (!part) throw new TypeError('A place without a binary frame')
    return part
  }
  return JSON.parse(payload || 'null', parts.length ? fill : undefined) as unknown
}

function one(values: readonly unknown[]): unknown {
  return values.length > 1 ? values : values[0]
}
