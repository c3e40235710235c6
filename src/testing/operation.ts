import { readClientOperation } from '../channel/client-operation.ts'
import type { ClientOperation } from '../channel/operation.ts'
import type { Codec } from '../channel/protocol.ts'

/** What is answered. */
export type Question = Extract<ClientOperation, { type: 'authenticate' | 'subscribe' | 'request' }>

/** What a client says, by PROTOCOL.md; undefined for what is none of its messages. */
export function readOperation(codec: Codec, frame: unknown): ClientOperation | undefined {
  try {
    return readClientOperation(
      codec.decode(ArrayBuffer.isView(frame) ? toBuffer(frame) : (frame as string | ArrayBuffer)),
    )
  } catch {
    return undefined // it stands in the frames
  }
}

export function toBuffer({ buffer, byteOffset, byteLength }: ArrayBufferView): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
}
