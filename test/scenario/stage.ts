// A real server behind a fault proxy, taken down again when the test that asked for it ends.
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestContext } from 'vitest'
import { FaultProxy } from './proxy.ts'
import { RealServer, type ServerOptions } from './server.ts'

export interface Stage {
  server: RealServer
  proxy: FaultProxy
}

/** The test's own context is asked for, as tests run beside each other. */
export type Test = Pick<TestContext, 'onTestFinished'>

export async function stage(test: Test, options?: ServerOptions): Promise<Stage> {
  const server = await RealServer.start(options)
  const proxy = await FaultProxy.start(server.port)
  test.onTestFinished(async () => {
    await proxy.close()
    await server.kill()
  })
  return { server, proxy }
}

/** Waits for something real to have happened, and says what did not. */
export async function until(what: string, happened: () => boolean, within = 5_000): Promise<void> {
  const deadline = performance.now() + within
  while (!happened()) {
    if (performance.now() > deadline) throw new Error(`not within ${within} ms: ${what}`)
    await sleep(5)
  }
}
