// Runs the suite against one of the programs in demo/servers.
import { afterAll, beforeAll } from 'vitest'
import { freePort } from '../browser/port.ts'
import { startProgram, type Program, type Running } from '../interop/start.ts'
import { conformance } from './suite.ts'
import type { Life, Limits } from './target.ts'

/** `prepare` builds what must be built, and says how to run it. */
export async function testOurs(prepare: () => Program, limits: Limits = {}): Promise<void> {
  const port = await freePort()
  let program: Program
  let running: Running | undefined
  const life: Life = {
    get running() {
      if (!running) throw new Error('The server did not start')
      return running
    },
    async start() {
      running = await startProgram(program, port)
    },
  }
  beforeAll(async () => {
    program = prepare()
    await life.start()
  })
  afterAll(() => running?.stop())
  conformance({ url: `ws://127.0.0.1:${port}/`, life, limits })
}
