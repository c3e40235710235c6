// One of the servers as it runs, and what becomes of its tests where it is not installed.
import { describe, expect, test } from 'vitest'
import { installedVersion, type Server } from './servers.ts'
import { startProgram, type Program, type Running } from './start.ts'

export class Stage {
  readonly #server: Server
  #program: Program | undefined
  #running: Running | undefined

  constructor(server: Server) {
    this.#server = server
  }

  get running(): Running {
    if (!this.#running) throw new Error(`${this.#server.name} was not started`)
    return this.#running
  }

  get url(): string {
    return `ws://127.0.0.1:${this.running.port}${this.path}`
  }

  get path(): string {
    return this.#server.path ?? '/'
  }

  /** On the same port as before. */
  async start(): Promise<void> {
    this.#program ??= this.#server.prepare()
    this.#running = await startProgram(this.#program, this.#running?.port)
  }

  async kill(): Promise<void> {
    await this.#running?.stop('SIGKILL')
  }
}

export function describeServer(server: Server, body: (version: string) => void): void {
  const version = installedVersion(server)
  if (version === undefined) describeMissing(server.name)
  else describe(server.name, () => body(version))
}

/** What is missing fails in CI; elsewhere its tests are skipped, by its name. */
export function describeMissing(name: string): void {
  const advice = `${name} is missing: npm run servers, as root on Debian`
  if (process.env['CI']) test(name, () => expect.fail(advice))
  else test.skip(advice, () => undefined)
}
