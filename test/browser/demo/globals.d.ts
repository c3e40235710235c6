// What the bodies of the tests find inside the demo's page.
import type { RawClient, ConnectionState } from '../../../src/index.ts'

declare global {
  /** The page's client: its footer invites to use it. */
  const client: RawClient
  /** Every state since a visitor began to watch. */
  const seen: ConnectionState[]
  /** Errors that nobody caught since then. */
  const uncaught: string[]
}
