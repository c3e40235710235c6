import type { ClientOperation } from '../channel/operation.ts'

// Reads what a client says: it may be anything.

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isId: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0
const isMaybeText: Check = (value) => value === undefined || isText(value)

const shapes = new Map<string, Readonly<Record<string, Check>>>([
  ['authenticate', { id: isId }],
  ['subscribe', { id: isId, channel: isText }],
  ['unsubscribe', { channel: isText }],
  ['event', { channel: isMaybeText, event: isText }],
  ['request', { id: isId, channel: isMaybeText, event: isText }],
  ['ping', { id: isId }],
  ['pong', { id: isId }],
])

/** Undefined for a type that this version does not know. @throws TypeError for what is no message */
export function readOperation(message: unknown): ClientOperation | undefined {
  const { type } = (message ?? {}) as { type?: unknown }
  if (typeof type !== 'string') throw new TypeError('The message has no type')
  for (const [field, fits] of Object.entries(shapes.get(type) ?? {})) {
    if (!fits((message as Record<string, unknown>)[field])) {
      throw new TypeError(`The message of type "${type}" has a wrong "${field}"`)
    }
  }
  return shapes.has(type) ? (message as ClientOperation) : undefined
}
