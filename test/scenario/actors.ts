// What the tests put on the stage: a client and a drop-in with short waits, whose lives are written down.
import { WebSocket } from 'ws'
import {
  createClient,
  raw,
  ReconnectingWebSocket,
  type Cause,
  type RawClient,
  type RawClientOptions,
  type ConnectionState,
  type Drop,
  type ReconnectingWebSocketOptions,
} from '../../src/index.ts'
import { until, type Test } from './stage.ts'

/** Short enough to wait for, long enough to tell apart. */
export const quick = {
  WebSocket,
  backoff: { first: 40, base: 60, cap: 120 },
  connectTimeout: 2_000,
  stableAfter: 300,
}

export interface ClientLife {
  client: RawClient
  states: ConnectionState[]
  /** Of each link that ended and each dial that failed. */
  causes: Cause[]
  messages: (string | ArrayBuffer)[]
  drops: Drop[]
  /** Resolves when the client has opened this many times. */
  opened: (times?: number) => Promise<void>
  reached: (name: ConnectionState['name']) => Promise<void>
}

type Url = Parameters<typeof createClient>[0]

export function client(test: Test, url: Url, options: Partial<RawClientOptions> = {}): ClientLife {
  const client = createClient(url, { ...quick, protocol: raw(), ...options })
  test.onTestFinished(() => client.close())
  const life: Omit<ClientLife, 'opened' | 'reached'> = {
    client,
    states: [],
    causes: [],
    messages: [],
    drops: [],
  }
  client.on('state', (state) => {
    life.states.push(state)
    const ended = state.name === 'waiting' || state.name === 'closed' || state.name === 'connecting'
    if (ended && state.cause && state.cause !== life.causes.at(-1)) life.causes.push(state.cause)
  })
  client.on('message', (data) => life.messages.push(data))
  client.on('drop', (drop) => life.drops.push(drop))
  return {
    ...life,
    opened: (times = 1) => until(`open ${times} times`, () => client.stats().opens >= times),
    reached: (name) => until(`state ${name}`, () => client.state.name === name),
  }
}

export interface DropInLife {
  socket: ReconnectingWebSocket
  /** 'open', 'message …', 'error', 'close <code> <reason> <wasClean> <readyState>', in order. */
  log: string[]
  states: ConnectionState[]
  drops: Drop[]
  opened: (times?: number) => Promise<void>
  reached: (name: ConnectionState['name']) => Promise<void>
}

type Protocols = ConstructorParameters<typeof ReconnectingWebSocket>[1]

export function dropIn(
  test: Test,
  url: Url,
  options: ReconnectingWebSocketOptions = {},
  protocols?: Protocols,
): DropInLife {
  const socket = new ReconnectingWebSocket(url, protocols, { ...quick, ...options })
  test.onTestFinished(() => socket.close())
  const log: string[] = []
  const states: ConnectionState[] = []
  const drops: Drop[] = []
  socket.onopen = () => log.push('open')
  socket.onmessage = ({ data }) => log.push(`message ${String(data)}`)
  socket.onerror = () => log.push('error')
  socket.onclose = ({ code, reason, wasClean }) => {
    log.push(`close ${code} ${reason} ${wasClean ? 'clean' : 'broken'} ${socket.readyState}`)
  }
  socket.addEventListener('statechange', (event) => {
    states.push((event as CustomEvent<{ state: ConnectionState }>).detail.state)
  })
  socket.addEventListener('drop', (event) => drops.push(event.detail))
  return {
    socket,
    log,
    states,
    drops,
    opened: (times = 1) => until(`open ${times} times`, () => log.filter((line) => line === 'open').length >= times),
    reached: (name) => until(`state ${name}`, () => socket.state.name === name),
  }
}

/** The causes of the waits, in order. */
export function waits(states: ConnectionState[]): Extract<ConnectionState, { name: 'waiting' }>[] {
  return states.flatMap((state) => (state.name === 'waiting' ? [state] : []))
}
