// harness.js and the library under test, as the bodies of the tests see them inside the page.
import type * as library from '../../../src/index.ts'
import type * as testing from '../../../src/testing/index.ts'
import type { Room } from '../rooms.ts'

type Tracked = Pick<Event, 'type' | 'bubbles' | 'cancelable'> & {
  kind: string
  readyState: number
} & Partial<Pick<CloseEvent, 'code' | 'reason' | 'wasClean'> & Pick<MessageEvent<string>, 'data' | 'origin'>>

/** Several on one page differ in how they fare. */
export type KeptName = 'link' | 'beating' | 'failing' | 'silent' | 'later'

declare global {
  const Holdfast: typeof library
  /** Only where a scene has loaded it. */
  const createTestServer: typeof testing.createTestServer
  const messagePack: library.Codec
  const schemas: Pick<typeof import('valibot'), 'number' | 'object' | 'string'>
  interface Contracts {
    [name: `room:${string}`]: Room
  }
  /** What a scene of channels goes on with. */
  const here: {
    client: library.Client<Contracts>
    room: library.Channel<Room>
    /** The names of the states of each of its channels. */
    states: string[][]
    heard: string[]
    drawn: number[]
    answers: unknown[]
  }
  const quick: { backoff: { first: number; base: number; cap: number } }
  function next<E extends keyof WebSocketEventMap>(
    target: WebSocket,
    type: E,
    ms?: number,
  ): Promise<WebSocketEventMap[E]>
  function next(target: EventTarget, type: string, ms?: number): Promise<Event>
  function until(condition: () => boolean, ms?: number): Promise<void>
  function pause(ms: number): Promise<void>
  function within(ms: number, promise: Promise<unknown>): Promise<boolean>
  function plain(event: Event): Tracked
  function record(socket: WebSocket): Tracked[]
  const kept: Partial<Record<KeptName, { socket: library.ReconnectingWebSocket; story: (string | number)[] }>>
  function keep(name: KeptName, socket: library.ReconnectingWebSocket): library.ReconnectingWebSocket
  function thrown(act: () => unknown): string
  function bytes(data: unknown): Promise<number[]>
}
