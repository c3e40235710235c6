import type { ClientOperation } from '../channel/operation.ts'
import type { Codec } from '../channel/protocol.ts'

const questions = new Set<unknown>(['authenticate', 'subscribe', 'request', 'ping'])

/** What is answered. */
export type Question = Extract<ClientOperation, { type: 'authenticate' | 'subscribe' | 'request' }>

/** What a client says; not its pongs, as a test server never asks for them. */
export type Said =
  | Question
  | Extract<ClientOperation, { type: 'event' | 'unsubscribe' }>
  | { readonly type: 'ping'; readonly id: number }

/** What a client said, by PROTOCOL.md; undefined for what is none of its messages. */
export function readOperation(codec: Codec, frame: unknown): Said | undefined {
  let message: unknown
  try {
    message = codec.decode(ArrayBuffer.isView(frame) ? toBuffer(frame) : (frame as string | ArrayBuffer))
  } catch {
    return undefined // it stands in the frames
  }
  const { type, id, channel, event } = (message ?? {}) as Record<string, unknown>
  const isWhole = questions.has(type)
    ? typeof id === 'number'
    : type === 'unsubscribe'
      ? typeof channel === 'string'
      : type === 'event' && typeof event === 'string'
  return isWhole ? (message as Said) : undefined
}

export function toBuffer({ buffer, byteOffset, byteLength }: ArrayBufferView): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
}
