// Sends back what it gets, with engine.io, on which Socket.IO stands.
import { createServer } from 'node:http'
import { Server } from 'engine.io'

const http = createServer().listen(Number(process.env.PORT), '127.0.0.1')
const server = new Server({
  transports: ['websocket'],
  maxHttpBufferSize: 2 ** 21,
  pingInterval: 1_000,
  perMessageDeflate: { threshold: 0 },
})
server.attach(http)
server.on('connection', (peer) => {
  peer.on('message', (data) => {
    if (typeof data === 'string' && data.startsWith('close ')) peer.close()
    else peer.send(data)
  })
})
