// A client of `ws` that says to a server whatever a test wants.
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'

export interface Stranger {
  socket: WebSocket
  /** What it got, as JSON. */
  heard: Record<string, unknown>[]
  /** Resolves with code and reason. */
  closed: Promise<[code: number, reason: string]>
  /** Resolves when the handshake was refused. */
  failed: Promise<Error>
  say(operation: object): void
  /** Says it, and resolves with the message that came next. */
  ask(operation: object): Promise<Record<string, unknown>>
}

export async function open(url: string, options: ClientOptions = {}, protocols: string[] = []): Promise<Stranger> {
  const socket = new WebSocket(url, protocols, options)
  onTestFinished(() => socket.terminate())
  const heard: Record<string, unknown>[] = []
  const closed = new Promise<[number, string]>((resolve) =>
    socket.on('close', (code, reason) => resolve([code, String(reason)])),
  )
  const failed = new Promise<Error>((resolve) => socket.on('error', resolve))
  socket.on('message', (data, isBinary) => {
    if (!isBinary) heard.push(JSON.parse(String(data)) as Record<string, unknown>)
  })
  await Promise.race([new Promise((resolve) => socket.on('open', resolve)), failed])
  const say = (operation: object) => socket.send(JSON.stringify(operation))
  const ask = async (operation: object) => {
    const { length } = heard
    const answered = new Promise((resolve) => socket.once('message', resolve))
    say(operation)
    await answered
    return heard[length]!
  }
  return { socket, heard, closed, failed, say, ask }
}

/** A link whose client sends what it likes and reads nothing. */
export async function openDeaf(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  const head = ['GET / HTTP/1.1', 'Host: a', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13']
  socket.write([...head, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''].join('\r\n'))
  await new Promise((resolve) => socket.once('data', resolve))
  socket.pause()
  return socket
}

/** A frame of a client, masked with zeros. */
export function frameOf(opcode: number, text: string): Buffer {
  const body = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | body.length, 0, 0, 0, 0]), body])
}
