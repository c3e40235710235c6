// A chat room with channels, for Node: the program of docs/conformance.md on `holdfast/server`.
//
//   npm install holdfast ws zod
//   PORT=8080 node server.ts      (Node 22.18 or later runs TypeScript)
import { setTimeout as sleep } from 'node:timers/promises'
import { defineChannel } from 'holdfast'
import { createServer, Refusal } from 'holdfast/server'
import { z } from 'zod'

// A browser's code can import these, and is held to them too.
export const channels = {
  'room:*': defineChannel({
    receive: { message: z.object({ from: z.string(), text: z.string() }), typing: z.object({ from: z.string() }) },
    send: { typing: z.unknown() },
    request: {
      say: { params: z.object({ text: z.string() }), result: z.object({ ok: z.boolean() }) },
      kick: { params: z.object({ retry: z.boolean() }) },
    },
    joined: z.object({ you: z.string() }),
  }),
  // Messages of no channel.
  '': defineChannel({
    request: {
      whoami: { result: z.object({ name: z.string() }) },
      echo: { params: z.unknown() },
      slow: { params: z.object({ ms: z.number().min(0).max(5_000) }) },
      crash: {},
      close: { params: z.object({ code: z.number(), reason: z.string() }) },
    },
  }),
}

const Credentials = z.object({ name: z.string().min(1) })

const server = createServer({
  channels,
  port: Number(process.env['PORT'] ?? 8080),
  authenticate(data) {
    // A real one checks a token here.
    const { success, data: user } = Credentials.safeParse(data)
    if (!success) throw new Refusal('unauthorized', 'Give your name')
    return { user, reply: { expiresIn: 3_600_000 } }
  },
})

server.channel('room:*', {
  subscribe(_params, { channel, user }) {
    if (channel === 'room:staff' && user.name !== 'ada') throw new Refusal('forbidden', 'Staff only')
    return { you: user.name }
  },
  events: {
    typing: (_data, { channel, user }) => server.publish(room(channel), 'typing', { from: user.name }),
  },
  requests: {
    say({ text }, { channel, user }) {
      if (text === '') throw new Refusal('empty', 'Say something', { data: { field: 'text' } })
      server.publish(room(channel), 'message', { from: user.name, text })
      return { ok: true }
    },
    kick: ({ retry }, { channel }) => server.kick(room(channel), { code: 'kicked', message: 'Out, all of you', retry }),
  },
})

server.channel('', {
  requests: {
    whoami: (_params, { user }) => user,
    echo: (data) => data,
    slow: async ({ ms }) => {
      await sleep(ms)
      return { ms }
    },
    crash() {
      throw new Error('The password of the database is secret') // the client is told `internal`, and no more
    },
    close: ({ code, reason }, client) => client.close(code, reason),
  },
})

function room(channel: string): `room:${string}` {
  return channel as `room:${string}`
}

console.log(`ws://127.0.0.1:${await server.ready()}/`)
process.once('SIGTERM', () => void server.close({ spread: 2_000 }))
