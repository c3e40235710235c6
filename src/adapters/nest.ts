/**
 * Speaks to a WebSocket gateway of NestJS with its `WsAdapter`, whose messages are `{ event, data }`.
 *
 * @packageDocumentation
 */
import type { ServerOperation } from '../channel/operation.ts'
import type { Protocol } from '../channel/protocol.ts'
import { isId } from '../channel/shape.ts'

/** What a gateway has words for. */
export interface NestOptions {
  /**
   * The field of `data` in which a request carries its number. A gateway has no word for that, so it must put the field into
   * the data of its answer. @default 'requestId'
   */
  id?: string
  /** An event that the gateway answers like a request, and that serves as a ping. @default none, and so no heartbeat */
  ping?: string
  /** The event, answered like a request, that carries what the client's `authenticate` gives. @default none */
  authenticate?: string
}

/**
 * The protocol of NestJS's gateways. They know no channels: everything goes over `client.channel()`. What a handler throws
 * rejects its request with RemoteError, of the code `exception` if it says no other.
 *
 * @example
 * ```ts
 * const client = createClient('/ws', { protocol: nest() })
 * client.channel().on('news', (news) => console.log(news))
 * await client.channel().request('echo', { text: 'hi' })
 * ```
 */
export function nest({ id: field = 'requestId', ping, authenticate }: NestOptions = {}): Protocol {
  const ask = (event: string, id: number, data: unknown = {}) => {
    if (!isObject(data)) throw new TypeError(`The data of a request must be an object, as it carries "${field}"`)
    return { event, data: { ...data, [field]: id } }
  }
  const idOf = (data: unknown): number | undefined => {
    const id = isObject(data) ? data[field] : undefined
    return isId(id) ? (id as number) : undefined
  }
  return {
    name: 'nest',
    encode(operation) {
      if ('channel' in operation) throw new TypeError('A gateway knows no channels: use client.channel()')
      if (operation.type === 'event') return { event: operation.event, data: operation.data }
      if (operation.type === 'request') return ask(operation.event, operation.id, operation.data)
      if (operation.type === 'authenticate') return authenticate && ask(authenticate, operation.id, operation.data)
      return operation.type === 'ping' ? ping && ask(ping, operation.id) : undefined
    },
    decode(message): ServerOperation {
      const { event, data } = isObject(message) ? message : {}
      if (typeof event !== 'string') throw new TypeError('The message has no event')
      const { cause, code, message: text } = isObject(data) ? data : {}
      // The cause of an exception holds what was asked, unless the handler threw an object of its own.
      const id = idOf(data) ?? (isObject(cause) ? idOf(cause['data']) : undefined)
      if (id === undefined) return { type: 'event', event, data }
      if (event === ping) return { type: 'pong', id }
      if (event !== 'exception') return { type: 'reply', id, data }
      return {
        ...{ type: 'error', id, code: typeof code === 'string' ? code : event, data },
        ...(typeof text === 'string' && { message: text }),
      }
    },
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
