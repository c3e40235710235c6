import type { Data } from '../connection/data.ts'
import type { ClientOperation, ServerOperation } from './operation.ts'
import type { Codec, Protocol } from './protocol.ts'

// Operations as frames, and back: a protocol and a codec together.

export class Dialect {
  readonly #protocol: Protocol
  readonly #codec: Codec
  /** The heartbeat looks at a frame before anybody else, and it need not be read twice. */
  #lastFrame: unknown
  #last: ServerOperation | undefined
  #pings = 0

  constructor(protocol: Protocol, codec: Codec) {
    this.#protocol = protocol
    this.#codec = codec
  }

  /** Undefined if the protocol has no word for it. @throws TypeError for what is no message */
  encode(operation: ClientOperation): Data | undefined {
    const message = this.#protocol.encode(operation)
    return message === undefined ? undefined : this.#codec.encode(message)
  }

  /** Undefined for what means nothing to a client. @throws Error for what is no message */
  decode(frame: string | ArrayBuffer): ServerOperation | undefined {
    if (frame === this.#lastFrame) return this.#last
    const operation = this.#protocol.decode(this.#codec.decode(frame))
    this.#lastFrame = frame
    this.#last = operation
    return operation
  }

  /** Forgets the frame that was read last. */
  release(): void {
    this.#lastFrame = this.#last = undefined
  }

  ping(): Data | undefined {
    return this.encode({ type: 'ping', id: ++this.#pings })
  }

  isPong(frame: unknown): boolean {
    try {
      return this.decode(frame as string | ArrayBuffer)?.type === 'pong'
    } catch {
      return false // whoever receives it says so
    }
  }

  /** Whether a frame answers what was asked under this id. */
  isAnswer(frame: unknown, id: number): boolean {
    try {
      const operation = this.decode(frame as string | ArrayBuffer)
      return (operation?.type === 'reply' || operation?.type === 'error') && operation.id === id
    } catch {
      return false
    }
  }
}
