import type { ServerOperation } from './operation.ts'
import type { Codec, Protocol } from './protocol.ts'

// The default language: PROTOCOL.md's messages as they stand, in JSON.

/** Text frames of JSON. */
export const jsonCodec: Codec = {
  name: 'json',
  encode(message) {
    const text = JSON.stringify(message)
    // JSON has no word for these, and JSON.stringify says so for some of them only.
    if (text === undefined) throw new TypeError(`A message must be JSON, got ${typeof message}`)
    return text
  },
  decode(frame) {
    if (typeof frame !== 'string') throw new TypeError('A binary frame came where text was due')
    return JSON.parse(frame) as unknown
  },
}

/** The protocol of PROTOCOL.md: an operation is its own message. */
export function json(): Protocol {
  return {
    name: 'json',
    encode: (operation) => operation,
    decode(message) {
      const { type } = (message ?? {}) as { type?: unknown }
      if (typeof type !== 'string') throw new TypeError('The message has no type')
      const shape = shapes.get(type)
      // A type that this version does not know is none of its business: servers may grow.
      if (!shape) return undefined
      for (const field in shape) {
        if (!shape[field]!((message as Record<string, unknown>)[field])) {
          throw new TypeError(`The message of type "${type}" has a wrong "${field}"`)
        }
      }
      return message as ServerOperation
    },
  }
}

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isId: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value)

/** The fields of what a server says that are not for the application alone. */
const shapes = new Map<string, Readonly<Record<string, Check>>>([
  ['event', { event: isText, channel: maybe(isText) }],
  ['reply', { id: isId }],
  ['error', { code: isText, id: maybe(isId), message: maybe(isText) }],
  ['unsubscribed', { channel: isText, code: maybe(isText), message: maybe(isText) }],
  ['ping', { id: isId }],
  ['pong', { id: isId }],
])
