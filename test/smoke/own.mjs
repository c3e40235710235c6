import * as holdfast from 'holdfast'
import { live } from './life.mjs'

if (typeof WebSocket === 'undefined') {
  const socket = new holdfast.ReconnectingWebSocket(process.argv[2])
  socket.send('kept')
  console.log(JSON.stringify([socket.state.name, socket.readyState, socket.bufferedAmount]))
} else {
  console.log(JSON.stringify(await live(holdfast, process.argv[2])))
}
