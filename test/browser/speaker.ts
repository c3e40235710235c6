// A server of channels that says what a test lets it say, be it nonsense.
import { onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'

type Say = (frame: string | Buffer | object) => void

/** Its URL; ended with the test. `hear` is called with what clients say. */
export async function speaker(hear: (operation: { type: string; id: number }, say: Say) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (peer) => {
    const say: Say = (frame) =>
      peer.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame))
    peer.on('message', (data: Buffer) => hear(JSON.parse(data.toString()) as { type: string; id: number }, say))
  })
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    for (const peer of server.clients) peer.terminate()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}`
}
