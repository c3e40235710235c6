/** What can be handed to a native WebSocket. */
export type Data = string | ArrayBuffer | ArrayBufferView | Blob

export function isData(value: unknown): value is Data {
  return typeof value === 'string' || value instanceof ArrayBuffer || ArrayBuffer.isView(value) || isBlob(value)
}

export function isBlob(data: unknown): data is Blob {
  return typeof Blob === 'function' && data instanceof Blob
}

/** The bytes that a message takes on the wire: UTF-8 for text. */
export function byteLength(data: Data): number {
  if (typeof data === 'string') return utf8Length(data)
  return isBlob(data) ? data.size : data.byteLength
}

function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80) continue
    if (code < 0x800) bytes += 1
    else {
      bytes += 2
      if (text.codePointAt(i)! > 0xffff) i++ // both halves of a pair together take four bytes
    }
  }
  return bytes
}

/** What the caller does to a buffer after `send` must change nothing. */
export function copyData(data: Data): Data {
  if (data instanceof ArrayBuffer) return data.slice(0)
  if (!ArrayBuffer.isView(data)) return data
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
}
