// The far end of a link: sends back what it gets, and misbehaves when told to, by the test or by a message.
import { type IncomingMessage, type Server } from 'node:http'
import { type Socket } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

type Command = (peer: WebSocket, socket: Socket, rest: string[]) => void

// A message of '!' and one of these is a command, not an echo.
const commands: Record<string, Command> = {
  close: (peer, _, [code, ...reason]) => peer.close(Number(code), reason.join(' ')),
  kill: (_, socket) => void socket.resetAndDestroy(),
  // Reads nothing after its last word, so it answers neither messages nor a close frame.
  mute: (peer) => {
    peer.send('muted')
    peer.pause()
  },
  count: (peer, _, [count]) => {
    for (let number = 0; number < Number(count); number++) peer.send(String(number))
  },
}

export class Echo {
  /** Handshakes seen, also refused ones. */
  dials = 0
  /** How many of the next handshakes to answer with 401. */
  refusals = 0
  /** How many of the next handshakes to leave without an answer. */
  silences = 0
  /** Pings that came in. */
  pings = 0
  /** What came in, but for commands and pings: text, or bytes as an array. */
  readonly received: (string | number[])[] = []
  /** The close codes of the links that ended. */
  readonly codes: number[] = []
  /** Handshakes without an answer whose client still waits. */
  readonly unanswered = new Set<Socket>()
  private readonly sockets = new WebSocketServer({
    noServer: true,
    // The last, to show that it is the server who picks.
    handleProtocols: (offered, { url }) => (url === '/unpicked' ? false : ([...offered].at(-1) ?? false)),
  })

  constructor(http: Server) {
    http.on('upgrade', (request, socket: Socket, head) => this.upgrade(request, socket, head))
  }

  /** Links that are open now. */
  get links(): number {
    return this.sockets.clients.size
  }

  /** Ends every link without a close frame. */
  drop(): void {
    for (const peer of this.sockets.clients) peer.terminate()
    for (const socket of this.unanswered) socket.destroy()
  }

  private upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    this.dials += 1
    if (this.refusals > 0) {
      this.refusals -= 1
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      return
    }
    if (this.silences > 0) {
      this.silences -= 1
      this.unanswered.add(socket)
      socket.on('error', () => undefined).on('end', () => socket.end())
      socket.on('close', () => this.unanswered.delete(socket))
      socket.resume()
      return
    }
    this.sockets.handleUpgrade(request, socket, head, (peer) => this.welcome(peer, socket))
  }

  private welcome(peer: WebSocket, socket: Socket): void {
    peer.on('error', () => undefined)
    peer.on('close', (code) => this.codes.push(code))
    peer.on('message', (data: Buffer, isBinary) => {
      const text = data.toString()
      if (!isBinary && text.startsWith('!')) {
        const [name = '', ...rest] = text.slice(1).split(' ')
        commands[name]?.(peer, socket, rest)
      } else if (!isBinary && text === 'ping') {
        this.pings += 1
        peer.send('pong')
      } else {
        this.received.push(isBinary ? [...data] : text)
        peer.send(data, { binary: isBinary })
      }
    })
  }
}
