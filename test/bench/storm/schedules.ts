// When clients dial again: Holdfast's own code, and what the sources of others say.
import { Redial, type Ending } from '../../../src/policy/redial.ts'

/** How one client waits (ms). */
export interface Schedule {
  afterLoss(code: number, reason: string): number
  afterRefusal(): number
}

export interface Policy {
  name: string
  /** The names of the subjects that wait like this. */
  subject?: string
  create(random: () => number): Schedule
}

export const holdfast: Policy = {
  name: 'Holdfast',
  subject: 'Holdfast',
  create(random) {
    const redial = new Redial({ random }, random, false, (run) => run())
    const waitAfter = (ending: Ending) => redial.after(ending).wait?.delay ?? Infinity
    return {
      afterLoss(code, reason) {
        const kind = code === 1006 ? 'lost' : 'server'
        return waitAfter({ ...refused, kind, code, reason, opened: true, stable: true })
      },
      afterRefusal: () => waitAfter(refused),
    }
  },
}

const refused: Ending = {
  ...{ kind: 'refused', code: 1006, reason: '', failures: 0 },
  ...{ opened: false, stable: false, terminal: false },
}

/** A schedule that only counts its attempts; none of these reads a code or a hint. */
function counting(
  name: string,
  subject: string | undefined,
  create: (random: () => number) => (attempt: number) => number,
): Policy {
  return {
    name,
    ...(subject !== undefined && { subject }),
    create: (random) => {
      const delay = create(random)
      let attempt = 0
      const next = () => delay((attempt += 1))
      return { afterLoss: next, afterRefusal: next }
    },
  }
}

export const others: Policy[] = [
  // _getNextDelay() and DEFAULT: one random number for the page's whole life.
  counting('reconnecting-websocket 4.4.0', 'reconnecting-websocket', (random) => {
    const first = 1_000 + random() * 4_000
    return (attempt) => Math.min(10_000, first * 1.3 ** (attempt - 1))
  }),
  // The same with first = 3 s for everybody.
  counting('partysocket 1.3.0', 'partysocket', () => (attempt) => Math.min(10_000, 3_000 * 1.3 ** (attempt - 1))),
  // timeout || 1e3, and the ConstantBackoff that the documentation shows first: 1 s for everybody.
  counting('sockette 2.0.6, websocket-ts 2.3.0', 'sockette, websocket-ts', () => () => 1_000),
  // defaultOptions.shouldReconnect(): at once, then 3 s, 10 s, and never again.
  counting(
    'robust-websocket 1.0.0',
    'robust-websocket',
    () => (attempt) => [0, 3_000, 10_000][attempt - 1] ?? Infinity,
  ),
  // Backoff.duration(): 1 s doubled, up to a half more or less, then the bound of 5 s.
  counting('socket.io-client 4.8', 'socket.io-client', (random) => (attempt) => {
    const delay = 1_000 * 2 ** (attempt - 1)
    const part = random()
    const deviation = Math.floor(part * 0.5 * delay)
    return Math.min(5_000, (Math.floor(part * 10) & 1) === 0 ? delay - deviation : delay + deviation)
  }),
  // reconnectAfterMs(): the same steps for everybody.
  counting(
    'phoenix 1.8',
    'phoenix',
    () => (attempt) => [10, 50, 100, 150, 200, 250, 500, 1_000, 2_000][attempt - 1] ?? 5_000,
  ),
  // backoff(step, 500, 20000): 0.5 s and up to as much again, doubled each time.
  counting(
    'centrifuge 5.8',
    'centrifuge',
    (random) => (attempt) => Math.min(20_000, 500 + random() * Math.min(20_000, 500 * 2 ** (attempt - 1))),
  ),
  // randomisedExponentialBackoff(): 1 s doubled and 0.3 to 3 s; after five retries it gives up.
  counting(
    'graphql-ws 6.4',
    'graphql-ws',
    (random) => (attempt) => (attempt > 5 ? Infinity : 1_000 * 2 ** (attempt - 1) + 300 + random() * 2_700),
  ),
]
