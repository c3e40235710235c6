import type { ClientOperation } from './operation.ts'
import { isId, isKnown, isText, maybe, type Shapes } from './shape.ts'

// Reads what a client says, which may be anything.

const shapes: Shapes = new Map([
  ['authenticate', { id: isId }],
  ['subscribe', { id: isId, channel: isText }],
  ['unsubscribe', { channel: isText }],
  ['event', { event: isText, channel: maybe(isText) }],
  ['request', { id: isId, event: isText, channel: maybe(isText) }],
  ['ping', { id: isId }],
  ['pong', { id: isId }],
])

/** What a client says; undefined for a type that this version does not know. @throws TypeError for what is no message */
export function readClientOperation(message: unknown): ClientOperation | undefined {
  return isKnown(message, shapes) ? (message as ClientOperation) : undefined
}
