// A test server that ends with its test, and a client of it.
import { onTestFinished } from 'vitest'
import { createClient, type ClientOptions } from '../../../src/index.ts'
import { createTestServer, type TestServerOptions } from '../../../src/testing/index.ts'

export const url = 'ws://server.test/'

export function serve(options?: TestServerOptions) {
  const server = createTestServer(options)
  onTestFinished(() => server.end())
  return server
}

export function live(options: ClientOptions = {}, server = serve()) {
  const client = createClient(url, { ...server.options, ...options })
  return { server, client }
}
