// Sends back what it gets, with `ws`. "close 4001 bye" closes with this code and reason, here as in all servers beside it.
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  perMessageDeflate: { threshold: 0 },
  handleProtocols: (offered) => (offered.has('b.v1') ? 'b.v1' : false),
})
server.on('connection', (peer) => {
  peer.on('error', () => undefined)
  peer.on('message', (data, isBinary) => {
    const [command, code, ...reason] = isBinary ? [] : data.toString().split(' ')
    if (command === 'close') peer.close(Number(code), reason.join(' '))
    else peer.send(data, { binary: isBinary })
  })
})
