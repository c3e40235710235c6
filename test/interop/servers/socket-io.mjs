// What holdfast/adapters/socket.io is tested with: PORT=8080 node socket-io.mjs
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const http = createServer().listen(Number(process.env.PORT), '127.0.0.1')
const io = new Server(http, { pingInterval: 300, pingTimeout: 600 })

function listen(socket) {
  socket.on('echo', (...args) => args.at(-1)(...args.slice(0, -1)))
  socket.on('say', (text) => socket.nsp.emit('message', { from: socket.handshake.auth.name, text }))
  socket.on('several', (...args) => socket.emit('several', ...args))
  socket.on('binary', (done) => {
    socket.emit('binary', { name: 'a', bytes: Buffer.from([1, 2, 3]) }, [Buffer.from([4])])
    done(Buffer.from([5, 6]))
  })
  socket.on('whoami', (done) => done(socket.handshake.auth))
  socket.on('kick', () => socket.disconnect())
  socket.on('break', () => socket.disconnect(true))
  socket.on('ask', () => socket.emit('question', 7, () => undefined))
}

io.use(({ handshake }, next) => next(refusal(handshake.auth)))
io.on('connection', listen)
// It takes its time, as one does that asks a database.
io.of('/chat').use((socket, next) => setTimeout(next, 30, refusal(socket.handshake.auth)))
io.of('/chat').on('connection', listen)
io.of('/staff').use((_socket, next) => next(refusal({ name: 'nobody' })))

function refusal({ name }) {
  if (name === 'nobody') return Object.assign(new Error('not authorized'), { data: { reason: 'name' } })
  if (name === 'late') return Object.assign(new Error('too early'), { data: { retry: true } })
  return undefined
}
