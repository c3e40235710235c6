import type { RequestOptions } from '../channel/requests.ts'
import type { SomeChannel, View } from './view.ts'

// The latest of several requests, as a state. It gives up those before it.

/** How the latest request stands. A new object at each change. */
export interface RequestState<Result> {
  /** The latest result, also while the next one is awaited. */
  readonly data: Result | undefined
  /** Why the latest request failed; undefined as soon as the next one begins. */
  readonly error: unknown
  /** Whether an answer is awaited. */
  readonly isPending: boolean
}

interface Latest extends View<RequestState<unknown>> {
  /** Asks. The promise may be left alone: the state has its error too. */
  run(params?: unknown): Promise<unknown>
}

/** `isPending`: somebody will ask at once. Who stops listening gives up what is under way. */
export function createRequest(
  channel: SomeChannel,
  event: string,
  options: () => Omit<RequestOptions, 'signal'>,
  isPending: boolean,
): Latest {
  let state: RequestState<unknown> = { data: undefined, error: undefined, isPending }
  let current: AbortController | undefined
  let tell = () => {}

  const change = (next: Partial<RequestState<unknown>>) => {
    state = { ...state, ...next }
    tell()
  }
  const ask = async (params: unknown) => {
    current?.abort()
    const own = (current = new AbortController())
    change({ error: undefined, isPending: true })
    try {
      if (!channel) throw new TypeError(`There is no channel to ask for "${event}"`)
      const data = await channel.request(event, params, { ...options(), signal: own.signal })
      if (current === own) change({ data, isPending: false })
      return data
    } catch (error) {
      if (current === own) change({ error, isPending: false })
      throw error
    }
  }

  return {
    get: () => state,
    subscribe(changed) {
      tell = changed
      return () => {
        tell = () => {}
        current?.abort()
        current = undefined
        change({ isPending: false })
      }
    },
    run(params) {
      const answer = ask(params)
      answer.catch(() => undefined)
      return answer
    },
  }
}
