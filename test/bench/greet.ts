// What clients with a protocol of their own must hear from a server before they count a link as open.

interface Peer {
  send(text: string): void
}

type Greeting = readonly [asked: RegExp, answer: (match: RegExpExecArray) => string]

const greetings: readonly Greeting[] = [
  // socket.io: connect to the namespace.
  [/^40$/, () => '40{"sid":"bench"}'],
  // phoenix: join a topic. [joinRef, ref, topic, event, payload]
  [/^(\["\d+","\d+","\w+"),"phx_join"/, ([, begin]) => `${begin},"phx_reply",{"status":"ok","response":{}}]`],
  // centrifuge: the first command, and a subscription.
  [/^\{"connect":.*"id":(\d+)\}$/, ([, id]) => `{"id":${id},"connect":{"client":"bench","version":"1"}}`],
  [/^\{"subscribe":.*"id":(\d+)\}$/, ([, id]) => `{"id":${id},"subscribe":{}}`],
  // graphql-ws.
  [/^\{"type":"connection_init"/, () => '{"type":"connection_ack"}'],
  // Holdfast's heartbeat, and a subscription.
  [/^\{"type":"ping","id":(\d+)\}$/, ([, id]) => `{"type":"pong","id":${id}}`],
  [/^\{"type":"subscribe","id":(\d+)/, ([, id]) => `{"type":"reply","id":${id}}`],
]

/** Engine.IO's server speaks first. */
export function welcome(peer: Peer, query: URLSearchParams): void {
  if (!query.has('EIO')) return
  peer.send('0{"sid":"bench","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}')
}

/** Whether the text was such a question, which is answered. */
export function greet(peer: Peer, text: string): boolean {
  for (const [asked, answer] of greetings) {
    const match = asked.exec(text)
    if (!match) continue
    peer.send(answer(match))
    return true
  }
  return false
}
