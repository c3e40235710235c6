// Somebody who runs what he reads: his clients talk to a server without a network, and he looks at the console.
import * as msgpackr from 'msgpackr'
import { onTestFinished } from 'vitest'
import * as zod from 'zod'
import * as holdfast from '../../src/index.ts'
import { createTestServer, type TestServer, type TestServerOptions } from '../../src/testing/index.ts'
import type { Block } from './markdown.ts'
import { run } from './program.ts'

export interface Reader {
  server: TestServer
  /** What stands in the console. */
  lines: unknown[][]
  /** Runs a block to its end, which may need the server, and resolves with what it exports. */
  read(block: Block, globals?: Record<string, unknown>): Promise<Record<string, unknown>>
}

export function createReader(options?: TestServerOptions): Reader {
  const server = createTestServer(options)
  onTestFinished(() => server.end())
  const lines: unknown[][] = []
  const log = (...words: unknown[]) => void lines.push(words)
  const console = { log, warn: log, debug: () => undefined }
  const modules = {
    zod,
    msgpackr,
    holdfast: {
      ...holdfast,
      createClient: (url: string, others: holdfast.ClientOptions) =>
        holdfast.createClient(new URL(url, 'wss://example.com'), { logger: {}, ...others, ...server.options }),
      ReconnectingWebSocket: class extends holdfast.ReconnectingWebSocket {
        constructor(...[url, protocols, others]: ConstructorParameters<typeof holdfast.ReconnectingWebSocket>) {
          super(url, protocols, { logger: {}, ...others, ...server.options })
        }
      },
    },
  }
  return { server, lines, read: (block, globals) => run(block, modules, { console, ...globals }) }
}
