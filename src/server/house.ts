import type { IncomingMessage } from 'node:http'
import type { Message } from './frame.ts'
import type { Journal } from './journal.ts'
import type { Limits } from './limits.ts'
import type { Outlet } from './outlet.ts'
import type { Rooms } from './rooms.ts'
import type { Topics } from './topics.ts'

/** What all clients of a server share. */
export interface House {
  readonly limits: Required<Limits>
  readonly journal: Journal
  readonly outlet: Outlet
  readonly topics: Topics
  readonly rooms: Rooms
  now(): number
  authenticate?(data: unknown, peer: { readonly request: IncomingMessage }): unknown
  /** To all who are subscribed, on every node, but for one client of this one. */
  publish(message: Message, except?: object): void
}
