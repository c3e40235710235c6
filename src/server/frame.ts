import type { Codec } from '../channel/protocol.ts'
import type { ServerOperation } from '../channel/operation.ts'
import type { Data } from '../connection/data.ts'

// What a server says as the bytes that leave: made once, however many clients they go to.

export class Message {
  readonly operation: ServerOperation
  readonly #frames = new Map<Codec, Buffer>()

  constructor(operation: ServerOperation) {
    this.operation = operation
  }

  /** @throws TypeError for what is no message of this codec */
  in(codec: Codec): Buffer {
    let frame = this.#frames.get(codec)
    if (!frame) this.#frames.set(codec, (frame = toFrame(codec.encode(this.operation))))
    return frame
  }
}

/** A whole message in one frame of RFC 6455, section 5.2; a server does not mask. @throws TypeError for a Blob */
export function toFrame(data: Data): Buffer {
  const isText = typeof data === 'string'
  const length = isText ? Buffer.byteLength(data) : toBytes(data).length
  const begin = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(begin + length)
  frame[0] = isText ? 0x81 : 0x82
  frame[1] = begin === 2 ? length : begin === 4 ? 126 : 127
  if (begin === 4) frame.writeUInt16BE(length, 2)
  if (begin === 10) frame.writeBigUInt64BE(BigInt(length), 2)
  if (isText) frame.write(data, begin)
  else frame.set(toBytes(data), begin)
  return frame
}

/** @throws TypeError for a Blob */
export function toBytes(data: Exclude<Data, string>): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  throw new TypeError("A server's codec must give text or bytes, which a Blob is not at once")
}
