import type { Data } from '../connection/data.ts'
import type { ClientOperation, ServerOperation } from './operation.ts'
import type { Codec, Protocol } from './protocol.ts'

// Operations as frames, and back: a protocol and a codec together.

export class Dialect {
  readonly #protocol: Protocol
  readonly #codec: Codec
  readonly #maxBytes: number
  /** The heartbeat looks at a frame before anybody else, and it need not be read twice. */
  #peekedFrame: unknown
  #peeked: ServerOperation | null | undefined
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
    const isKnown = frame === this.#peekedFrame
    const operation = isKnown ? this.#peeked : this.#protocol.decode(this.#codec.decode(frame))
    // What came belongs to its listeners, who may change it: an equal frame is read anew.
    this.#peekedFrame = this.#peeked = undefined
    return operation
  }

  ping(id: number): Data | undefined {
    return this.encode({ type: 'ping', id: (this.#pinged = id) })
  }

  /** Whether a frame answers a ping that was not answered yet. */
  isPong(frame: unknown): boolean {
    const operation = this.#peek(frame as string | ArrayBuffer)
    if (operation?.type !== 'pong' || operation.id <= this.#ponged || operation.id > this.#pinged) return false
    this.#ponged = operation.id
    this.#peekedFrame = this.#peeked = undefined
    return true
  }

  /** Whether a frame answers what was asked under this id. */
  isAnswer(frame: unknown, id: number): boolean {
    const operation = this.#peek(frame as string | ArrayBuffer)
    return (operation?.type === 'reply' || operation?.type === 'error') && operation.id === id
  }

  #peek(frame: string | ArrayBuffer): ServerOperation | null | undefined {
    // A text has at least as many bytes as characters.
    if ((typeof frame === 'string' ? frame.length : frame.byteLength) > this.#maxBytes) return undefined
    try {
      const operation = this.decode(frame)
      this.#peekedFrame = frame
      return (this.#peeked = operation)
    } catch {
      return undefined // whoever receives it says so
    }
  }
}
