import { isData, type Data } from '../connection/data.ts'
import type { ClientOperation, ServerOperation } from './operation.ts'

// The two seams to a server's language: a protocol makes messages of operations, a codec makes frames of messages.

/** What the operations of channels are as messages: plain values, which a codec turns into frames. */
export interface Protocol {
  /** For people. */
  readonly name: string
  /** The message for an operation; undefined if this protocol has none, and nothing is sent. */
  encode(operation: ClientOperation): unknown
  /**
   * What a message of the server means; null if there is nothing to tell, undefined if it is of no type that this protocol
   * knows.
   * @throws Error for what is no message of this protocol
   */
  decode(message: unknown): ServerOperation | null | undefined
}

/** What messages are on the wire. */
export interface Codec {
  /** For people. */
  readonly name: string
  /** @throws TypeError for what is no message */
  encode(message: unknown): Data
  /** @throws Error for what is none of its frames */
  decode(frame: string | ArrayBuffer): unknown
}

/** No envelope and no channels: what is sent is the message, text or binary, and what comes in is a string or an ArrayBuffer. */
export interface RawProtocol {
  readonly name: 'raw'
  /** @throws TypeError for what is neither text nor binary */
  encode(message: unknown): Data
}

/** No protocol at all: `createClient` makes a {@link RawClient} of it. */
export function raw(): RawProtocol {
  return {
    name: 'raw',
    encode(message) {
      if (isData(message)) return message
      const kind = message === null ? 'null' : typeof message
      throw new TypeError(`A message must be a string, an ArrayBuffer, a view of one or a Blob, got ${kind}`)
    },
  }
}
