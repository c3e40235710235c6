/** The demo's server: the page, its live link, and the faults that one can order. PORT and HOST choose where. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { control } from './control.ts'
import { Faults } from './faults.ts'
import { serveFile } from './files.ts'
import { Links } from './links.ts'
import { Live } from './live.ts'
import { watchMachine } from './machine.ts'

/** How long links get for their closing handshake when the server is asked to stop. */
const GRACE = 500

const links = new Links()
const faults = new Faults(links)
const live = new Live(links, faults)
const stopWatching = watchMachine((sample) => live.tell(sample))

const server = createServer((request, response) => {
  const [pathname = '/'] = (request.url ?? '/').split('?')
  const answered = pathname.startsWith('/control/') ? control(request, response, faults) : serveFile(pathname, response)
  answered.catch((error: unknown) => {
    // Who goes away in the middle of a request is no trouble.
    if (!response.destroyed) console.error(error)
    response.destroy()
  })
})
server.on('upgrade', (request, socket, head) => live.upgrade(request, socket, head))
server.on('error', (error) => fail(`cannot listen: ${error.message}`))

const host = process.env['HOST'] || '127.0.0.1'
server.listen(readPort(), host, () => {
  const { port } = server.address() as AddressInfo
  console.log(`Holdfast demo: http://${host.includes(':') ? `[${host}]` : host}:${port}/`)
})

function readPort(): number {
  const port = Number(process.env['PORT'] || 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    fail(`PORT must be a whole number from 0 to 65535, not ${process.env['PORT']}`)
  }
  return port
}

function fail(problem: string): never {
  console.error(`Holdfast demo: ${problem}`)
  process.exit(1)
}

function stop(): void {
  stopWatching()
  links.closeAll(1001, 'the demo was stopped')
  server.close()
  setTimeout(() => process.exit(0), GRACE)
}

process.once('SIGINT', stop)
process.once('SIGTERM', stop)
