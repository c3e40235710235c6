// Runs a server as a process of its own on a free port, and ends it. What the server says goes into the error when it does
// not come up.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { end, start } from '../browser/child.ts'
import { freePort } from '../browser/port.ts'

/** What to run. It listens on 127.0.0.1, on the port that the environment variable PORT names. */
export interface Program {
  readonly command: string
  /** Each `PORT` among them is the port. */
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

export interface Running {
  readonly port: number
  readonly process: ChildProcess
  /** What it wrote so far, to both streams. */
  readonly output: string
  /** Asks it to end, by SIGTERM unless another signal is named, and waits until it did. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** How long (ms) a server may take to listen, and to end once it was asked to. */
const patience = 30_000
const shutdown = 5_000

/** Resolves when the program accepts connections. A port of its own brings back one that was there before. */
export async function startProgram({ command, args = [], environment }: Program, port?: number): Promise<Running> {
  const own = port ?? (await freePort())
  const named = args.map((arg) => arg.replaceAll('PORT', `${own}`))
  const child = start(...untilWeEnd(command, named), { ...environment, PORT: `${own}` }, ['ignore', 'pipe', 'pipe'])
  let output = ''
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += String(text)))
  const deadline = performance.now() + patience
  while (!(await isListening(own))) {
    const isOver = failure !== undefined || hasEnded(child)
    if (!isOver && performance.now() < deadline) {
      await sleep(20)
      continue
    }
    if (!isOver) await end(child)
    throw new Error(`${[command, ...named].join(' ')} does not listen: ${failure?.message ?? output}`)
  }
  return {
    port: own,
    process: child,
    get output() {
      return output
    },
    stop: (signal = 'SIGTERM') => stop(child, signal),
  }
}

/** Linux ends it with this process, however this one ends. */
function untilWeEnd(command: string, args: string[]): [command: string, args: string[]] {
  return process.platform === 'linux' ? ['setpriv', ['--pdeathsig', 'KILL', command, ...args]] : [command, args]
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  const patience = setTimeout(() => child.kill('SIGKILL'), shutdown)
  child.kill(signal)
  await ended
  clearTimeout(patience)
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const settle = (isOpen: boolean) => () => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', settle(true))
    socket.once('error', settle(false))
  })
}
