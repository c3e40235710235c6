// What the browsers' tests let the drop-in do in the page.
import type { ReconnectingWebSocketOptions } from '../../src/index.ts'

export async function echo(url: string) {
  const socket = new Holdfast.ReconnectingWebSocket(url, ['a.v9', 'b.v1'], quick)
  socket.binaryType = 'arraybuffer'
  await next(socket, 'open')
  const answer = async (message: string | BufferSource | Blob): Promise<unknown> => {
    socket.send(message)
    return (await next(socket, 'message')).data
  }
  const text = await answer('grüße \u{1F600}')
  const sent = new Uint8Array([0, 127, 255])
  const binary: Record<string, number[]> = {}
  for (const kind of [sent.slice().buffer, sent, new DataView(sent.slice().buffer), new Blob([sent])]) {
    binary[kind.constructor.name] = await bytes(await answer(kind))
  }
  socket.binaryType = 'blob'
  const blob = await answer(sent)
  binary['as a Blob'] = blob instanceof Blob ? await bytes(blob) : []
  const long = 'holdfast'.repeat(2 ** 17)
  const isWhole = (await answer(long)) === long
  const { protocol, extensions } = socket
  socket.close()
  return { protocol, compressed: extensions.startsWith('permessage-deflate'), text, binary, isWhole }
}

/** What an end is told as: of the native socket and of ours, closed by the page and by the server. */
export async function closes(url: string) {
  const run = async (Socket: new (url: string) => WebSocket) => {
    const ends: string[] = []
    for (const end of [
      (socket: WebSocket) => socket.close(4001, 'bye'),
      (socket: WebSocket) => socket.send('close 4001 bye'),
    ]) {
      const socket = new Socket(url)
      await next(socket, 'open')
      end(socket)
      const { code, reason } = await next(socket, 'close')
      ends.push(`${code} ${reason}`.trim())
      socket.close()
    }
    return ends
  }
  return { native: await run(WebSocket), ours: await run(Holdfast.ReconnectingWebSocket) }
}

type Links = Record<string, { socket: WebSocket; log: string[] }>

/** Leaves a link in the page, under its name, with what it hears and how its links begin and end. */
export async function begin(name: string, url: string, options: ReconnectingWebSocketOptions = {}) {
  const socket = new Holdfast.ReconnectingWebSocket(url, [], { ...quick, ...options })
  const log: string[] = []
  socket.onopen = () => log.push('open')
  socket.onmessage = ({ data }) => log.push(String(data))
  socket.addEventListener('statechange', ({ detail: { state } }) => {
    if (state.name === 'waiting' && log.at(-1) !== state.cause.kind) log.push(state.cause.kind)
  })
  Object.assign(globalThis, { [name]: { socket, log } })
  socket.send('hello')
  await until(() => log.includes('hello'))
}

/** Until it is back. */
export async function say(name: string, text: string) {
  const { socket, log } = (globalThis as unknown as Links)[name]!
  socket.send(text)
  await until(() => log.includes(text))
}

/** What was told of it. */
export function end(name: string): string[] {
  const { socket, log } = (globalThis as unknown as Links)[name]!
  socket.close()
  return log
}

export async function secure(url: string) {
  const socket = new Holdfast.ReconnectingWebSocket(url, ['a.v9', 'b.v1'], quick)
  socket.send('hello')
  const { data } = (await next(socket, 'message')) as MessageEvent<string>
  const { protocol } = socket
  socket.send('!close 4001 bye')
  const { code, reason } = await next(socket, 'close')
  socket.close()
  return [protocol, data, `${code} ${reason}`]
}
