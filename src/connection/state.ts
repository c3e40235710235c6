import type { Cause } from '../policy/cause.ts'

// Every state of a connection, every event, and the one legal answer. Pure: delays and causes arrive in the event.

/** What a dial is busy with: the URL's provider, the socket, the authentication. (`resume` is for sessions, which are not there yet.) */
export type Phase = 'provide' | 'dial' | 'authenticate' | 'resume'

/** An open link. */
export type Endpoint = Readonly<{
  /** What was dialled, without credentials and query. */
  url: string
  /** The subprotocol that the server picked; `''` for none. */
  protocol: string
  /** The extensions that it agreed to; `''` for none. */
  extensions: string
}>

/** One snapshot of a connection's life. It never changes: a new state is a new object. */
export type ConnectionState = Idle | Connecting | Open | Waiting | Ending

/** Never dialled yet, or hung up with a `cause` because nobody needed the link. */
export type Idle = Readonly<{ name: 'idle'; cause?: Cause }>

/** A dial is under way. */
export type Connecting = Readonly<{
  name: 'connecting'
  /** What it is busy with. */
  phase: Phase
  /** Its number: counts from 1, and again from 1 after a stable link. */
  attempt: number
  /** Why the last link ended or the last dial failed. */
  cause?: Cause
}>

/** A link is open; `attempt` is the number of the dial that brought it. */
export type Open = Readonly<{ name: 'open'; attempt: number } & Endpoint>

/** Nothing is dialled before a time that is set. */
export type Waiting = Readonly<{
  name: 'waiting'
  /** Why the last link ended or the last dial failed. */
  cause: Cause
  /** The number of the next dial. */
  attempt: number
  /** How long the whole wait is, in ms. */
  delay: number
  /** When the next dial is due, in ms since 1970. */
  retryAt: number
  /** Whether the server asked for this wait: a page that wakes up does not cut it short. */
  held: boolean
}>

/** The page sleeps; or `close()` waits for what still goes out; or it is over, but for `reconnect()`. */
export type Ending = Readonly<{ name: 'suspended' | 'closing' | 'closed'; cause: Cause }>

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
