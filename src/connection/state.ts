import type { Cause } from '../policy/cause.ts'

// Every state of a connection, every event, and the one legal answer. Pure: delays and causes arrive in the event.

/** What a dial is busy with: the URL's provider, the socket, the authentication, the resumption of a session. */
export type Phase = 'provide' | 'dial' | 'authenticate' | 'resume'

/** An open link: what was dialled (without credentials and query) and what the server chose. */
export interface Endpoint {
  readonly url: string
  readonly protocol: string
  readonly extensions: string
}

/** One snapshot of a connection's life. It never changes: a new state is a new object. */
export type ConnectionState =
  Idle | Connecting | Open | Waiting | Readonly<{ name: 'suspended' | 'closing' | 'closed'; cause: Cause }>

type Idle = Readonly<{ name: 'idle' }>
type Connecting = Readonly<{ name: 'connecting'; phase: Phase; attempt: number; cause?: Cause }>
type Open = Readonly<{ name: 'open'; attempt: number } & Endpoint>

/** The next dial, number `attempt`, is due in `delay` ms, at `retryAt` (since 1970); `held` if the server asked for the wait. */
type Waiting = Readonly<{ name: 'waiting' } & Wait>

interface Wait {
  readonly cause: Cause
  readonly attempt: number
  readonly delay: number
  readonly retryAt: number
  readonly held: boolean
}

/** Who dials: the first use, the end of a wait, a waking network or page, a page that is back, or the user. */
export type Dialler = 'start' | 'timer' | 'wake' | 'return' | 'user'

export type StateEvent =
  | { readonly type: 'dial'; readonly by: Dialler; readonly attempt: number; readonly cause?: Cause }
  | { readonly type: 'phase'; readonly phase: Phase }
  | ({ readonly type: 'open' } & Endpoint)
  | ({ readonly type: 'retry' } & Wait)
  | { readonly type: 'suspend' | 'close' | 'stop'; readonly cause: Cause }
  | { readonly type: 'hangUp' }

/** The state after `event`, or null: the event means nothing in this state. */
export function transition(state: ConnectionState, event: StateEvent): ConnectionState | null {
  const { name } = state
  switch (event.type) {
    case 'dial': {
      if (!mayDial(state, event.by)) return null
      const cause = event.cause ?? ('cause' in state ? state.cause : undefined)
      return { name: 'connecting', phase: 'provide', attempt: event.attempt, ...(cause && { cause }) }
    }
    case 'phase':
      return name === 'connecting' ? { ...state, phase: event.phase } : null
    case 'open': {
      const { url, protocol, extensions } = event
      return name === 'connecting' ? { name: 'open', attempt: state.attempt, url, protocol, extensions } : null
    }
    case 'retry': {
      if (name !== 'connecting' && name !== 'open' && name !== 'waiting') return null
      const { cause, attempt, delay, retryAt, held } = event
      return { name: 'waiting', cause, attempt, delay, retryAt, held }
    }
    case 'suspend':
      // A wait that the server asked for goes on: no page gets around it by going to sleep.
      return name === 'connecting' || name === 'open' || (name === 'waiting' && !state.held)
        ? { name: 'suspended', cause: event.cause }
        : null
    case 'hangUp':
      return name === 'open' ? { name: 'idle' } : null
    case 'close':
      return name === 'closing' || name === 'closed' ? null : { name: 'closing', cause: event.cause }
    case 'stop':
      return name === 'connecting' || name === 'open' || name === 'closing'
        ? { name: 'closed', cause: event.cause }
        : null
  }
}

function mayDial(state: ConnectionState, by: Dialler): boolean {
  switch (by) {
    case 'start':
      return state.name === 'idle'
    case 'timer':
      return state.name === 'waiting'
    case 'wake':
      return state.name === 'waiting' && !state.held
    case 'return':
      return state.name === 'suspended'
    case 'user':
      return true // also while closing and closed: only an explicit reconnect() brings a closed connection back
  }
}
