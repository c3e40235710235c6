// How a server wants to be spoken to, so that it sends back what it gets.

/** Text, or bytes. */
export type Message = string | Uint8Array<ArrayBuffer>

export interface Dialect {
  /** What a client says first on each link. */
  readonly greeting?: readonly string[]
  /** The message on the wire. */
  encode(message: Message): Message
  /** The messages in what came in; made anew for each link, as they may come in pieces. */
  decoder(): (data: Message) => Message[]
  /** What a client must answer. */
  answer?(data: Message): string | undefined
  /** What makes the server close the link: with this code and reason, if it can. */
  close(code: number, reason: string): Message
}

export const plain: Dialect = {
  encode: (message) => message,
  decoder: () => (data) => [data],
  close: (code, reason) => `close ${code} ${reason}`,
}

/** Text has the number of its packet in front, bytes go as they are; the server asks with 2, and wants a 3. */
export const engineIo: Dialect = {
  encode: (message) => (typeof message === 'string' ? `4${message}` : message),
  decoder: () => (data) => {
    if (typeof data !== 'string') return [data]
    return data.startsWith('4') ? [data.slice(1)] : []
  },
  answer: (data) => (data === '2' ? '3' : undefined),
  close: (code, reason) => `4close ${code} ${reason}`,
}

const line = '\r\n'

/** A stream of lines and bytes, whatever the frames. It knows no text. */
export const nats: Dialect = {
  greeting: ['CONNECT {"verbose":false}\r\n', 'SUB echo 1\r\n'],
  encode: (message) => {
    const bytes = Buffer.from(message as string)
    return Uint8Array.from(Buffer.concat([Buffer.from(`PUB echo ${bytes.length}${line}`), bytes, Buffer.from(line)]))
  },
  decoder: () => {
    let rest = Buffer.alloc(0)
    return (data) => {
      rest = Buffer.concat([rest, Buffer.from(data as string)])
      const messages: Message[] = []
      for (let end = rest.indexOf(line); end >= 0; end = rest.indexOf(line)) {
        const from = end + line.length
        const size = /^MSG echo 1 (\d+)$/.exec(rest.subarray(0, end).toString('latin1'))?.[1]
        const to = size === undefined ? from : from + Number(size) + line.length
        if (rest.length < to) break
        if (size !== undefined) messages.push(Uint8Array.from(rest.subarray(from, to - line.length)))
        rest = rest.subarray(to)
      }
      return messages
    }
  },
  answer: (data) =>
    Buffer.from(data as string)
      .toString('latin1')
      .startsWith('PING')
      ? `PONG${line}`
      : undefined,
  close: () => `NOTHING THAT IT KNOWS${line}`,
}
