// One who talks to the demo's server without a page of its own, and may say anything.
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { WebSocket, type RawData } from 'ws'
import { type DemoServer } from './server.ts'

export type Message = Record<string, unknown>

export function order(
  { url }: DemoServer,
  fault: string,
  body = '{"tab":"guest"}',
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}control/${fault}`, { method: 'POST', body, headers })
}

export function liveUrl({ url }: DemoServer, tab = 'guest'): string {
  return `${url.replace('http', 'ws')}live?tab=${tab}`
}

/** A link, which ends with the test. */
export async function enter(server: DemoServer, tab?: string): Promise<WebSocket> {
  const socket = new WebSocket(liveUrl(server, tab))
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  return socket
}

/** What it hears from now on. */
export function record(socket: WebSocket): Message[] {
  const heard: Message[] = []
  socket.on('message', (data: RawData) => heard.push(JSON.parse(String(data)) as Message))
  return heard
}

let lastId = 0

/** Resolves with the answer. */
export async function ask(socket: WebSocket, type: string, fields: Message = {}): Promise<Message> {
  const id = ++lastId
  const heard = record(socket)
  const isAnswer = (message: Message) => message['id'] === id
  socket.send(JSON.stringify({ type, id, ...fields }))
  await expect.poll(() => heard.some(isAnswer)).toBe(true)
  return heard.find(isAnswer)!
}

export async function hearsSample(socket: WebSocket): Promise<void> {
  const heard = record(socket)
  await ask(socket, 'subscribe', { channel: 'machine' })
  await expect.poll(() => heard.some(({ event }) => event === 'sample')).toBe(true)
}

/** The server is there for one who comes now. */
export async function stillStreams(server: DemoServer): Promise<void> {
  await hearsSample(await enter(server))
  expect(server.isRunning).toBe(true)
}

/** Says something over plain TCP and, once that is answered, something more; then goes away. Resolves to what it heard. */
export async function rudely({ url }: DemoServer, request: string, more?: Buffer): Promise<Buffer> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const heard: Buffer[] = []
  socket.on('data', (data) => heard.push(data))
  socket.write(request)
  if (more) {
    await once(socket, 'data')
    socket.write(more)
  }
  const ended = once(socket, 'close')
  socket.setTimeout(300, () => socket.destroy())
  socket.on('error', () => undefined)
  await ended
  return Buffer.concat(heard)
}
