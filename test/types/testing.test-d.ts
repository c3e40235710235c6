import { createClient, defineChannel } from 'holdfast'
import { createTestServer, type TestServer } from 'holdfast/testing'
import { z } from 'zod'

interface Channels {
  [name: `room:${string}`]: {
    receive: { message: { text: string } }
    send: { typing: { who: string } }
    request: { say(params: { text: string }): { id: string } }
    params: { token: string }
    joined: { members: string[] }
  }
  prices: { receive: { tick: number } }
}

const server: TestServer<Channels> = createTestServer<Channels>()
createClient<Channels>('/realtime', { ...server.options, linger: 0 })

// Names, data and answers are those of the channels.
const reached: number = server.publish('room:42', 'message', { text: 'hi' })
// @expect-error-message Argument of type '"rooms"' is not assignable to parameter of type
server.publish('rooms', 'message', { text: 'hi' })
// @expect-error-message Argument of type '"tick"' is not assignable to parameter of type '"message"'
server.publish('room:42', 'tick', 1)
// @expect-error-message Type 'number' is not assignable to type 'string'
server.publish('room:42', 'message', { text: 1 })

server.onSubscribe('room:*', ({ token }) => ({ members: [token] }))
server.onSubscribe('prices', () => undefined)
// @expect-error-message Type 'string' is not assignable to type 'string[]'
server.onSubscribe('room:42', () => ({ members: 'ada' }))

server.onRequest('room:42', 'say', async ({ text }) => ({ id: text }))
// @expect-error-message Argument of type '"shout"' is not assignable to parameter of type '"say"'
server.onRequest('room:42', 'shout', () => ({ id: '1' }))
// @expect-error-message Type 'number' is not assignable to type 'string'
server.onRequest('room:42', 'say', () => ({ id: 1 }))

server.kick('prices', { code: 'closed', retry: true })
// @expect-error-message Argument of type '"news"' is not assignable to parameter of type
server.kick('news')

// What clients said is known by its type and its event.
for (const said of server.received) {
  if (said.type === 'event') {
    const { who }: { who: string } = said.data!
    const channel: `room:${string}` = said.channel
    void [who, channel]
  }
  if (said.type === 'request') said.data?.text.trim()
  // @expect-error-message This comparison appears to be unintentional
  if (said.type === 'ping') reached.toFixed()
}

// Definitions type it too; without types, anything goes.
const channels = { 'room:*': defineChannel({ receive: { message: z.object({ text: z.string() }) } }) }
const defined = createTestServer({ channels })
defined.publish('room:1', 'message', { text: 'hi' })
// @expect-error-message Argument of type '"note"' is not assignable to parameter of type '"message"'
defined.publish('room:1', 'note', { text: 'hi' })

const untyped = createTestServer()
untyped.publish('anything', 'goes', 1)
untyped.onRequest('anything', 'goes', (params) => params)
const link = await untyped.opened()
link.mute()
