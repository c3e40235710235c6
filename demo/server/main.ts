/** The demo's server: the pages, the channels behind a gate, and the faults that one can order. PORT and HOST choose where. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveBoard } from './board.ts'
import { control } from './control.ts'
import { Faults } from './faults.ts'
import { serveFile } from './files.ts'
import { Gate } from './gate.ts'
import { serveItems } from './items.ts'
import { Links } from './links.ts'
import { serveMachine } from './machine.ts'
import { servePrices } from './prices.ts'
import { createRealtime } from './realtime.ts'
import { serveRooms } from './rooms.ts'
import { serveStream } from './stream.ts'
import { tabOf } from './tab.ts'

/** Within which time (ms) pages come back when the server is started anew. */
const SPREAD = 2_000

const links = new Links()
const realtime = createRealtime()
for (const serve of [serveRooms, servePrices, serveBoard, serveMachine, serveStream, serveItems]) serve(realtime)

const faults = new Faults(links, (tab, code, reason) =>
  realtime.disconnect(code, reason, ({ request }) => tab === undefined || tabOf(request) === tab),
)
const gate = new Gate(await realtime.ready(), links, faults)

const server = createServer((request, response) => {
  const [pathname = '/'] = (request.url ?? '/').split('?')
  const answered = pathname.startsWith('/control/') ? control(request, response, faults) : serveFile(pathname, response)
  answered.catch((error: unknown) => {
    // Who goes away in the middle of a request is no trouble.
    if (!response.destroyed) console.error(error)
    response.destroy()
  })
})
server.on('upgrade', (request, socket, head) => gate.upgrade(request, socket, head))
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

async function stop(): Promise<void> {
  server.close()
  await realtime.close({ spread: SPREAD })
  process.exit(0)
}

process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())
