// The built demo, started as users start it.
import { type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { end, start } from '../child.ts'

const built = fileURLToPath(new URL('../../../demo/dist/server.mjs', import.meta.url))

export class DemoServer {
  private constructor(
    /** Where its index is. */
    readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  /** What it has to complain about comes to the tests' own output, unless complaints are expected. */
  static async start({ isQuiet = false } = {}): Promise<DemoServer> {
    if (!existsSync(built)) throw new Error('The demo is not built. Run "npm run build".')
    // A port of one's own environment would not be free for a second server.
    const child = start(process.execPath, [built], { PORT: '0', HOST: '' }, [
      'ignore',
      'pipe',
      isQuiet ? 'ignore' : 'inherit',
    ])
    for await (const line of createInterface(child.stdout as Readable)) {
      const url = /http:\S+/.exec(line)?.[0]
      if (url) return new DemoServer(url, child)
    }
    throw new Error('The demo ended before it printed its address')
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  stop(): Promise<void> {
    return end(this.process)
  }
}
