import { byteLength, type Data } from '../connection/data.ts'
import type { ClientOperation, ServerOperation } from './operation.ts'
import type { Codec, Protocol } from './protocol.ts'

// Operations as frames, and back: a protocol and a codec together.

export class Dialect {
  readonly #protocol: Protocol
  readonly #codec: Codec
  readonly #maxBytes: number
  /** The last ping, and the last one that was answered. */
  #pinged = 0
  #ponged = 0

  /** Frames above `maxBytes` are not looked at before their time. */
  constructor(protocol: Protocol, codec: Codec, maxBytes = Infinity) {
    this.#protocol = protocol
    this.#codec = codec
    this.#maxBytes = maxBytes
  }

  /** Undefined if the protocol has no word for it. @throws TypeError for what is no message */
  encode(operation: ClientOperation): Data | undefined {
    const message = this.#protocol.encode(operation)
    return message === undefined ? undefined : this.#codec.encode(message)
  }

  /** Null for what there is nothing to tell of, undefined for what is unknown. @throws Error for what is no message */
  decode(frame: string | ArrayBuffer): ServerOperation | null | undefined {
    return this.#protocol.decode(this.#codec.decode(frame))
  }

  ping(id: number): Data | undefined {
    return this.encode({ type: 'ping', id: (this.#pinged = id) })
  }

  /** Whether the pong of this id answers a ping that was not answered yet. */
  isDue(pong: number): boolean {
    const isDue = pong > this.#ponged && pong <= this.#pinged
    if (isDue) this.#ponged = pong
    return isDue
  }

  /** Whether a frame answers what was asked under this id. */
  isAnswer(frame: unknown, id: number): boolean {
    if (byteLength(frame as Data) > this.#maxBytes) return false
    try {
      const operation = this.decode(frame as string | ArrayBuffer)
      return (operation?.type === 'reply' || operation?.type === 'error') && operation.id === id
    } catch {
      return false // whoever receives it says so
    }
  }
}
