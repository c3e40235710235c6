import type { ServerOperation } from './operation.ts'
import type { Codec, Protocol } from './protocol.ts'
import { isId, isKnown, isText, maybe, type Shapes } from './shape.ts'

// The default language: PROTOCOL.md's messages as they stand, in JSON.

/** Text frames of JSON. */
export const jsonCodec: Codec = {
  name: 'json',
  encode: (message) => JSON.stringify(message),
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
    decode: (message) => (isEvent(message) || isKnown(message, shapes) ? (message as ServerOperation) : undefined),
  }
}

/** Nearly all that comes is events: they are looked at in the quickest way. */
function isEvent(message: unknown): boolean {
  const { type, event, channel } = (message ?? {}) as Record<string, unknown>
  return type === 'event' && typeof event === 'string' && typeof channel === 'string'
}

const shapes: Shapes = new Map([
  ['event', { event: isText, channel: maybe(isText) }],
  ['reply', { id: isId }],
  ['error', { code: isText, id: maybe(isId), message: maybe(isText) }],
  ['unsubscribed', { channel: isText, code: maybe(isText), message: maybe(isText) }],
  ['ping', { id: isId }],
  ['pong', { id: isId }],
])
