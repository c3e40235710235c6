/**
 * A server for unit tests, without a network: in Node, jsdom and browsers, with any test runner.
 *
 * @packageDocumentation
 */
export { createTestServer, type TestOptions, type TestServer, type TestServerOptions } from './server.ts'
export type { TestLink } from './link.ts'
export type { Heard } from './heard.ts'
