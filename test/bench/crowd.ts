// Many clients in a process of their own, which do as little as they can: they count bytes.
import { connect, type Socket } from 'node:net'
import { answer } from './child.ts'

const sockets: Socket[] = []
let bytes = 0

const handshake = [
  ...['GET / HTTP/1.1', 'Host: 127.0.0.1', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'],
  ...['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', '', ''],
].join('\r\n')

const subscribe = Buffer.from('{"type":"subscribe","id":1,"channel":"room"}')
/** Masked with zeros. */
const question = Buffer.concat([Buffer.from([0x81, 0x80 | subscribe.length, 0, 0, 0, 0]), subscribe])

async function open(port: number, isMember: boolean): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  const said = () => new Promise((resolve) => socket.once('data', resolve))
  socket.write(handshake)
  await said()
  if (isMember) {
    socket.write(question)
    await said()
  }
  socket.on('data', (chunk) => (bytes += chunk.length))
}

const commands = {
  async open(port: number, count: number, isMember: boolean): Promise<void> {
    for (let left = count; left > 0; left -= 100) {
      await Promise.all(Array.from({ length: Math.min(left, 100) }, () => open(port, isMember)))
    }
  },
  bytes: (): number => bytes,
  alive: (): number => sockets.filter(({ readyState }) => readyState === 'open').length,
}

export type CrowdCommands = typeof commands

answer(commands)
