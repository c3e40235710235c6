import { wrongOption } from '../policy/option.ts'

/** What can be handed to a native WebSocket. */
export type Data = string | ArrayBuffer | ArrayBufferView | Blob

export function isData(value: unknown): value is Data {
  return typeof value === 'string' || value instanceof ArrayBuffer || ArrayBuffer.isView(value) || isBlob(value)
}

/** @throws TypeError for an option that is neither absent, a message nor a function that gives one */
export function checkMessage(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function' || isData(value)) return
  throw wrongOption(name, 'a message, or a function that gives one', value)
}

export function isBlob(data: unknown): data is Blob {
  return data instanceof Blob
}

/** The bytes that a message takes on the wire: UTF-8 for text. */
export function byteLength(data: Data): number {
  // Most text is ASCII, and to encode it only to count costs more than to send it.
  if (typeof data === 'string')
    return /[\u0080-\uffff]/.test(data) ? new TextEncoder().encode(data).length : data.length
  return isBlob(data) ? data.size : data.byteLength
}

/** What the caller does to a buffer after `send` must change nothing. */
export function copyData(data: Data): Data {
  if (!ArrayBuffer.isView(data)) return data instanceof ArrayBuffer ? data.slice(0) : data
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
}
