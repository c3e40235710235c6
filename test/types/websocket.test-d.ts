import { ReconnectingWebSocket, type Cause, type ConnectionState, type Drop } from 'holdfast'

// The native type takes it, wherever a socket is wanted.
const socket: WebSocket = new ReconnectingWebSocket('/feed')
const assignable = (native: WebSocket): EventTarget => native
assignable(new ReconnectingWebSocket(new URL('wss://example.test/feed'), 'v2'))

// Whatever the native constructor takes, and functions of the attempt.
new ReconnectingWebSocket('/feed', ['v1', 'v2'], { closeEvents: 'final' })
new ReconnectingWebSocket(async ({ attempt, cause, signal }) => {
  signal.throwIfAborted()
  return `/feed?attempt=${attempt}&after=${cause?.code ?? 0}`
})
new ReconnectingWebSocket('/feed', ({ cause }) => (cause?.kind === 'auth' ? undefined : ['v2', 'token']))
// @expect-error-message Argument of type 'number' is not assignable to parameter of type
new ReconnectingWebSocket(80)

// Handlers see the native event types.
const own = new ReconnectingWebSocket('/feed')
own.onclose = ({ code, wasClean }) => [code.toFixed(), wasClean === true]
own.onmessage = function ({ data }) {
  assignable(this).dispatchEvent(new MessageEvent('message', { data }))
}
own.addEventListener('message', ({ data }) => data, { once: true })
own.addEventListener('close', { handleEvent: (event) => event.type })
own.addEventListener('of-my-own', (event) => event.type)
own.binaryType = 'arraybuffer'
// @expect-error-message Type '"text"' is not assignable to type 'BinaryType'
own.binaryType = 'text'
// @expect-error-message Cannot assign to 'readyState' because it is a read-only property
own.readyState = 1

// Beyond the native surface.
own.reconnect()
own.addEventListener('statechange', ({ detail }) => {
  const states: ConnectionState[] = [detail.state, detail.previous]
  return states
})
own.addEventListener('drop', ({ detail }) => {
  const drop: Drop = detail
  return drop.reason === 'overflow'
})
// @expect-error-message Property 'reconnect' does not exist on type 'WebSocket'
socket.reconnect()

// A state carries what belongs to it and no more.
const { state } = own
if (state.name === 'waiting') new Date(state.retryAt + state.delay).toISOString()
if (state.name === 'open') state.url.toUpperCase()
if (state.name === 'closed') {
  const cause: Cause = state.cause
  cause.reason.trim()
}
// @expect-error-message Property 'retryAt' does not exist on type
const early = state.retryAt
// @expect-error-message This comparison appears to be unintentional
if (state.name === 'disconnected') own.close()

// Wrong options are errors where they are written.
// @expect-error-message 'heartBeat' does not exist in type
new ReconnectingWebSocket('/feed', [], { heartBeat: false })
// @expect-error-message Type '"drop"' is not assignable to type
new ReconnectingWebSocket('/feed', [], { outbox: { overflow: 'drop' } })
