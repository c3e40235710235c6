/** The connection's states and causes in plain words. */
import type { Cause, ConnectionState } from 'holdfast'
import { plural } from './format.ts'

const titles: Record<ConnectionState['name'], string> = {
  idle: 'Idle',
  connecting: 'Connecting',
  open: 'Connected',
  waiting: 'Waiting to retry',
  suspended: 'Page asleep',
  closing: 'Closing',
  closed: 'Closed',
}

const phases = {
  provide: 'Asking where to connect to.',
  dial: 'Calling the server.',
  authenticate: 'Showing who we are.',
  resume: 'Taking up the session again.',
}

const codes = new Map([
  [1000, 'a normal end'],
  [1001, 'it is going away'],
  [1008, 'a policy was broken'],
  [1011, 'it ran into an error'],
  [1012, 'it restarts'],
  [4900, 'it goes away'],
  [1013, 'it is overloaded, try again later'],
  [4000, "the application's own code"],
  [4401, 'the credentials are no longer good'],
  [4403, 'this user is not allowed'],
])

export function titleOf(state: ConnectionState): string {
  return titles[state.name]
}

/** What `reconnect()` does in this state. */
export function labelFor({ name }: ConnectionState): string {
  if (name === 'waiting') return 'Retry now'
  return name === 'closed' || name === 'idle' ? 'Connect again' : 'Reconnect'
}

/** One sentence or two: why the connection is as it is, and what happens next. */
export function reasonOf(state: ConnectionState): string {
  switch (state.name) {
    case 'idle':
      return 'Nothing was dialled yet.'
    case 'connecting':
      return state.cause ? wordsFor(state.cause) : phases[state.phase]
    case 'open':
      return 'The link is up, and a heartbeat watches over it.'
    case 'waiting':
      return `${wordsFor(state.cause)}${state.held ? ' It asked for this wait.' : ''}`
    case 'suspended':
      return 'The page was frozen. It dials again as soon as it wakes.'
    case 'closing':
      return 'Saying goodbye.'
    case 'closed':
      return `${wordsFor(state.cause)} ${state.cause.kind === 'user' ? 'It stays closed until you connect again.' : 'Trying again would not help.'}`
  }
}

/** What may not have arrived when the link ended; '' if nothing, or if it is not known. */
export function unsureOf({ unconfirmed }: Cause): string {
  return unconfirmed?.messages ? ` Unconfirmed: ${plural(unconfirmed.messages, 'message')}.` : ''
}

function wordsFor({ kind, code, reason }: Cause): string {
  switch (kind) {
    case 'refused':
      return 'The server refused the connection.'
    case 'lost':
      return 'The link broke without a goodbye.'
    case 'timeout':
      return 'The server did not answer in time.'
    case 'dead':
      return 'The server fell silent: a heartbeat went unanswered.'
    case 'server': {
      const meaning = codes.get(code) ?? reason
      return `The server closed the link with code ${code}${meaning ? `: ${meaning}` : ''}.`
    }
    case 'provider':
      return 'The address could not be found out.'
    case 'auth':
      return 'The server did not accept who we are.'
    case 'page':
      return 'The page went to sleep.'
    case 'user':
      return code === 1000 ? 'You closed the link.' : 'You asked for a new link.'
  }
}
