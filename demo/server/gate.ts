/** Stands before the server of the channels: every WebSocket passes here, where faults can be done to it, or is refused. */
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Faults } from './faults.ts'
import { Link } from './link.ts'
import type { Links } from './links.ts'
import { tabOf } from './tab.ts'

/** Long enough for the client to see that it is open. */
const FLAP_AFTER = 50

export class Gate {
  readonly #port: number
  readonly #links: Links
  readonly #faults: Faults

  /** Passes on to `port` of the loopback interface. */
  constructor(port: number, links: Links, faults: Faults) {
    this.#port = port
    this.#links = links
    this.#faults = faults
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const tab = tabOf(request)
    if (this.#faults.isRefusing(tab)) return refuse(socket, 503)
    const server = connect({ port: this.#port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    server.write(headOf(request), 'latin1')
    server.write(head)
    const link = new Link(socket, server, tab, () => this.#faults.delay(tab))
    this.#links.add(link)
    if (this.#faults.isFlapping(tab)) setTimeout(() => link.kill(), FLAP_AFTER)
  }
}

/** The request as it came, with the `Host` and `Origin` that it named. */
function headOf({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/1.1`]
  for (let index = 0; index < rawHeaders.length; index += 2)
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
