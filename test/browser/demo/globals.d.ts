// What the bodies of the tests find inside the demo's page.
import type { DemoClient } from '../../../demo/parts/client.ts'
import type { ConnectionState } from '../../../src/index.ts'

declare global {
  /** The page's client: its footer invites to use it. */
  const client: DemoClient
  /** Every state since a visitor began to watch. */
  const seen: ConnectionState[]
  /** Errors that nobody caught since then. */
  const uncaught: string[]
}
