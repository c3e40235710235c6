import type { Cause } from '../policy/cause.ts'

// Every state of a connection, every event, and the one legal answer. Pure: delays and causes arrive in the event.

/** What a dial is busy with: the URL's provider, the socket, the authentication, the resumption of a session. */
export type Phase = 'provide' | 'dial' | 'authenticate' | 'resume'

/** An open link: what was dialled (without credentials and query) and what the server chose. */
export type Endpoint = Readonly<{ url: string; protocol: string; extensions: string }>

/** One snapshot of a connection's life. It never changes: a new state is a new object. */
export type ConnectionState =
  Idle | Connecting | Open | Waiting | Readonly<{ name: 'suspended' | 'closing' | 'closed'; cause: Cause }>

/** Never dialled yet, or hung up with a `cause` because nobody needed the link. */
type Idle = Readonly<{ name: 'idle'; cause?: Cause }>
type Connecting = Readonly<{ name: 'connecting'; phase: Phase; attempt: number; cause?: Cause }>
type Open = Readonly<{ name: 'open'; attempt: number } & Endpoint>

/** The next dial, number `attempt`, is due in `delay` ms, at `retryAt` (since 1970); `held` if the server asked for the wait. */
type Waiting = Readonly<{
  name: 'waiting'
  cause: Cause
  attempt: number
  delay: number
  retryAt: number
  held: boolean
}>

/** What each event makes of which states, and what it brings with it. */
interface Events {
  start: Dial
  timer: Dial
  wake: Dial
  return: Dial
  user: Dial
  phase: Omit<Connecting, 'name'>
  open: Omit<Open, 'name'>
  retry: Omit<Waiting, 'name'>
  suspend: Ended
  hangUp: Ended
  close: Ended
  stop: Ended
}

export type StateEvent = keyof Events
export type Details<E extends StateEvent> = Events[E]
/** Who dials: the first use, the end of a wait, a waking network or page, a page that is back, or the user. */
export type Dialler = 'start' | 'timer' | 'wake' | 'return' | 'user'
type Dial = Omit<Connecting, 'name'>
interface Ended {
  readonly cause: Cause
}

const living = 'connecting open waiting'

/** Which states an event ends, and the state that it begins. */
const moves: Record<StateEvent, readonly [from: string, to: ConnectionState['name']]> = {
  start: ['idle', 'connecting'],
  timer: ['waiting', 'connecting'],
  wake: ['waiting', 'connecting'],
  return: ['suspended', 'connecting'],
  // Only an explicit reconnect() brings a closed connection back.
  user: [`idle suspended closing closed ${living}`, 'connecting'],
  phase: ['connecting', 'connecting'],
  open: ['connecting', 'open'],
  retry: [living, 'waiting'],
  suspend: [living, 'suspended'],
  hangUp: ['open', 'idle'],
  close: [`idle suspended ${living}`, 'closing'],
  stop: ['connecting open closing', 'closed'],
}

/** The state after an event that brings `details`, or undefined: the event means nothing in this state. */
export function transition<E extends StateEvent>(
  state: ConnectionState,
  event: E,
  details: Events[E],
): ConnectionState | undefined {
  const [from, to] = moves[event]
  // A wait that the server asked for goes on: no page gets around it by going to sleep and waking up.
  const isHeld = state.name === 'waiting' && state.held && (event === 'wake' || event === 'suspend')
  return from.includes(state.name) && !isHeld ? ({ name: to, ...details } as ConnectionState) : undefined
}
