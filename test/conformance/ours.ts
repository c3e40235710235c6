// Runs the suite against one of the programs in demo/servers, and keeps how it ended.
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, type RunnerTask } from 'vitest'
import { freePort } from '../browser/port.ts'
import { writePages } from '../interop/matrix.ts'
import { describeMissing } from '../interop/stage.ts'
import { startProgram, type Program, type Running } from '../interop/start.ts'
import { readOutcomes, writeOutcome } from './outcomes.ts'
import { conformance } from './suite.ts'
import type { Life, Limits } from './target.ts'

export interface Ours {
  /** Files without which it does not run. */
  readonly needs?: readonly string[]
  readonly limits?: Limits
  /** Builds what must be built, and says how to run it. */
  prepare(): Program
}

/** `name` is that of the server under it, as test/interop has it. */
export async function testOurs(name: string, { needs = [], limits = {}, prepare }: Ours): Promise<void> {
  if (!needs.every((path) => existsSync(path))) return describeMissing(name)
  const port = await freePort()
  describe(name, () => {
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
    afterAll(async ({}, suite) => {
      await running?.stop()
      keepOutcome(name, suite)
    })
    conformance({ url: `ws://127.0.0.1:${port}/`, life, limits })
  })
}

/** Of the whole suite: nothing is kept if some of it was left out. */
function keepOutcome(name: string, suite: RunnerTask): void {
  const tests = flatten(suite)
  if (tests.some(({ mode }) => mode !== 'run')) return
  const hasPassed = tests.every(({ result }) => result?.state === 'pass')
  if (process.env['HOLDFAST_MATRIX'] === 'write') {
    writeOutcome(name, hasPassed)
    writePages()
  }
  expect(readOutcomes().get(name), 'npm run test:interop writes how the suite ended').toBe(hasPassed)
}

function flatten(task: RunnerTask): RunnerTask[] {
  return task.type === 'suite' ? task.tasks.flatMap(flatten) : [task]
}
