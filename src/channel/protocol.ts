import { isData, type Data } from '../connection/data.ts'

/** What the messages of a client are on the wire. */
export interface Protocol {
  readonly name: string
  /**
   * The frame for a message.
   * @throws TypeError for what is no message
   */
  encode(message: unknown): Data
}

/** No envelope: what is sent is the message, text or binary, and what comes in is a string or an ArrayBuffer. */
export function raw(): Protocol {
  return {
    name: 'raw',
    encode(message) {
      if (isData(message)) return message
      const kind = message === null ? 'null' : typeof message
      throw new TypeError(`A message must be a string, an ArrayBuffer, a view of one or a Blob, got ${kind}`)
    },
  }
}
