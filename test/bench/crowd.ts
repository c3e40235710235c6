// Many clients in a process of their own, which do as little as they can.
import { connect, type Socket } from 'node:net'
import { answer } from './child.ts'
import type { Kind } from './served.ts'

const sockets: Socket[] = []

/** What a client says, and what is in the answer. */
type Turn = [said: string | Buffer, heard: string]

const plain: Turn[] = [[handshake('/'), '\r\n\r\n']]
const subscribe: Turn = [frame('{"type":"subscribe","id":1,"channel":"room"}'), '"reply"']
const socketIo: Turn[] = [
  [handshake('/socket.io/?EIO=4&transport=websocket'), '0{'],
  [frame('40'), '40{'],
]
const join: Turn = [frame('421["subscribe","room"]'), '431[']

/** Engine.IO's server asks each 25 s who is still there. */
const ping = Buffer.from([0x81, 1, 0x32])
const pong = frame('3')

function handshake(path: string): string {
  return [
    ...[`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Upgrade: websocket', 'Connection: Upgrade'],
    ...['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
  ].join('\r\n')
}

/** Masked with zeros. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}

function turnsOf(kind: Kind, isMember: boolean): Turn[] {
  const [greeting, membership] = kind === 'Socket.IO' ? [socketIo, join] : [plain, subscribe]
  return isMember ? [...greeting, membership] : greeting
}

async function open(port: number, kind: Kind, isMember: boolean): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  for (const [said, heard] of turnsOf(kind, isMember)) {
    socket.write(said)
    await hear(socket, heard)
  }
  if (kind === 'Socket.IO') socket.on('data', (chunk) => chunk.includes(ping) && socket.write(pong))
  else socket.resume()
}

function hear(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve) => {
    const listen = (chunk: Buffer) => {
      if (!chunk.includes(text)) return
      socket.off('data', listen)
      resolve()
    }
    socket.on('data', listen)
  })
}

const commands = {
  async open(port: number, kind: Kind, count: number, isMember: boolean): Promise<void> {
    for (let left = count; left > 0; left -= 100) {
      await Promise.all(Array.from({ length: Math.min(left, 100) }, () => open(port, kind, isMember)))
    }
  },
  alive: (): number => sockets.filter(({ readyState }) => readyState === 'open').length,
}

export type CrowdCommands = typeof commands

answer(commands)
