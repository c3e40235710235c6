import { createClient } from 'holdfast'
import type { Connect } from '../subject.ts'

// As large as a case needs; the peers have no bound. Chance is spread evenly, as for the drop-in.
const outbox = { maxMessages: 1_000_000, maxBytes: 1e9 }
let drawn = Math.random()
const random = () => (drawn = (drawn + 0.618034) % 1)

export const connect: Connect = (url, { open, close }) => {
  const client = createClient(url, { outbox, random })
  const said = { queued: 0, dropped: 0, unconfirmed: 0, unproven: 0 }
  client.on('drop', () => (said.dropped += 1))
  client.on('state', (state, previous) => {
    if (state.name === 'open') open?.()
    if (previous.name !== 'open') return
    close?.()
    if ('cause' in state) said.unconfirmed += state.cause.unconfirmed?.messages ?? 0
  })
  const channel = client.channel('bench')
  return {
    send: (data) => channel.send('message', data),
    close: () => client.close(),
    get said() {
      return { ...said, queued: client.stats().queued.messages }
    },
  }
}
