import {
  createClient,
  isHoldfastError,
  raw,
  type RawClient,
  type ConnectionOptions,
  type ConnectionState,
} from 'holdfast'

const client: RawClient = createClient('/feed', { protocol: raw() })
// @expect-error-message Type '"later"' is not assignable to type
createClient('/feed', { protocol: raw(), connect: 'later' })

// What is sent may be queued or dropped, and says so.
const fate: 'sent' | 'queued' | 'dropped' = client.send('hello', { ttl: 2_000, replace: 'greeting' })
client.send(new Uint8Array([1, 2]), { volatile: true })
client.send(new Blob(['hello']))
// @expect-error-message Argument of type 'number' is not assignable to parameter of type
client.send(1)

// Every listener gets what its event carries; `on` returns its own unsubscribe.
const off: () => void = client.on('message', (data) => {
  const held: string | ArrayBuffer = data
  return held
})
client.on('state', (state, previous) => {
  const states: ConnectionState[] = [state, previous]
  return states
})
client.on('drop', ({ reason, bytes }) => [reason === 'expired', bytes.toFixed()])
// @expect-error-message Argument of type '"open"' is not assignable to parameter of type
client.on('open', off)

// Every wait can be ended.
const { signal } = new AbortController()
const waits: Promise<void>[] = [client.ready({ timeout: 5_000, signal }), client.drained({ signal }), client.writable()]
client.close({ code: 4000, reason: 'bye', drain: 1_000 })

const { queued, latency, dropped } = client.stats()
const figures: (number | undefined)[] = [queued.messages, queued.bytes, latency.mean, dropped.total]

{
  using scoped = createClient('/feed', { protocol: raw() })
  scoped.discard()
}

// Options are values that can be passed around; Node's WebSocket fits.
const options: ConnectionOptions = {
  backoff: (cause) => (cause.failures > 3 ? 10_000 : 500),
  shouldReconnect: ({ code }) => code !== 4000,
  heartbeat: { passive: 30_000 },
  authenticate: async ({ link, signal }) => {
    signal.throwIfAborted()
    link.send('token')
    await link.receive((data) => data === 'welcome')
  },
}
createClient(async () => '/feed', { ...options, protocol: raw() })
// @expect-error-message Type 'string' is not assignable to type
const wrong: ConnectionOptions = { connectTimeout: '10s' }

function recognise(error: unknown): string | undefined {
  return isHoldfastError(error) ? error.code : undefined
}
