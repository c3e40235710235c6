// What the server holds of a link's subscriptions, over loopback.
import { WebSocket } from 'ws'
import { expect, onTestFinished, test } from 'vitest'
import { createClient, defineChannel } from '../../src/index.ts'
import { createServer, Refusal } from '../../src/server/index.ts'

const channels = {
  'room:*': defineChannel<{ receive: { message: number } }>(),
  '': defineChannel<{ request: { echo(data: unknown): unknown } }>(),
}

async function stage() {
  const server = createServer({ channels, logger: { warn: () => undefined } })
  onTestFinished(() => server.close())
  return { server, url: `ws://127.0.0.1:${await server.ready()}/` }
}

test('who is let in no more when it asks again hears nothing more', async () => {
  const { server, url } = await stage()
  let isOpen = true
  server.channel('room:*', {
    subscribe() {
      if (!isOpen) throw new Refusal('forbidden')
    },
  })
  const socket = new WebSocket(url)
  onTestFinished(() => socket.terminate())
  await new Promise((resolve) => socket.once('open', resolve))
  const heard: string[] = []
  socket.on('message', (data: Buffer) => heard.push(data.toString('utf8')))
  const ask = async (message: string) => {
    const answered = new Promise((resolve) => socket.once('message', resolve))
    socket.send(message)
    await answered
  }
  await ask('{"type":"subscribe","id":1,"channel":"room:1"}')
  isOpen = false
  await ask('{"type":"subscribe","id":2,"channel":"room:1"}')
  server.publish('room:1', 'message', 7)
  await ask('{"type":"ping","id":3}')
  expect(heard.filter((text) => text.includes('"event"'))).toEqual([])
})

test('a channel that nobody defined is unknown, and is not the one of no channel', async () => {
  const { server, url } = await stage()
  server.channel('', { requests: { echo: (data) => data } })
  const client = createClient(url, { WebSocket })
  onTestFinished(() => client.close())
  await expect(client.channel('lobby').join()).rejects.toMatchObject({ code: 'unknown' })
  await expect(client.channel('lobby').request('echo', 7)).rejects.toMatchObject({ code: 'unknown' })
  expect(await client.channel().request('echo', 7)).toBe(7)
})

test('a channel of null is none, as one that is absent', async () => {
  const { server, url } = await stage()
  server.channel('', { requests: { echo: (data) => data } })
  const socket = new WebSocket(url)
  onTestFinished(() => socket.terminate())
  await new Promise((resolve) => socket.once('open', resolve))
  const answer = new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString('utf8'))))
  socket.send('{"type":"request","id":1,"channel":null,"event":"echo","data":7}')
  expect(await answer).toBe('{"type":"reply","id":1,"data":7}')
})

test('500 channels come back at once within the default limits', async () => {
  const { server, url } = await stage()
  server.channel('room:*', {})
  const client = createClient(url, { WebSocket, channels })
  onTestFinished(() => client.close())
  const causes: unknown[] = []
  client.on('state', (state) => state.name === 'waiting' && causes.push(state.cause.code))
  const joins = Array.from({ length: 500 }, (_, index) => client.channel(`room:${index}`).join())
  await Promise.race([
    Promise.all(joins),
    new Promise((resolve) => client.on('state', (s) => s.name === 'waiting' && resolve(0))),
  ])
  expect(causes).toEqual([])
})

test('who signs out is disconnected with the code that says so, and others stay', async () => {
  const server = createServer({ channels, authenticate: (name) => ({ user: { name } }) })
  onTestFinished(() => server.close())
  const url = `ws://127.0.0.1:${await server.ready()}/`
  const enter = async (name: string) => {
    const client = createClient(url, { WebSocket, channels, authenticate: name })
    onTestFinished(() => client.close())
    await client.ready()
    return client
  }
  const [ada, bob] = [await enter('ada'), await enter('bob')]
  const ended = new Promise((resolve) => ada.on('state', resolve))
  server.disconnect(4403, 'signed out', ({ user }) => user.name === 'ada')
  expect(await ended).toMatchObject({ name: 'closed', cause: { code: 4403, reason: 'signed out' } })
  expect(bob.state.name).toBe('open')
  await expect.poll(() => server.links).toBe(1)
})

test('what cannot close a link is told at the call, also when nobody is connected', async () => {
  const server = createServer({ channels, port: 0 })
  onTestFinished(() => server.close())
  await server.ready()
  for (const code of [0, 999, 1004, 1005, 1006, 1015, 2_999, 5_000, 1.5, Number.NaN]) {
    expect(() => server.disconnect(code)).toThrow(TypeError)
  }
  expect(() => server.disconnect(4000, 'é'.repeat(62))).toThrow(RangeError)
  for (const code of [1000, 1003, 1007, 1014, 3000, 4999]) server.disconnect(code, 'é'.repeat(61))
})
