// Processes and folders that end with the test worker, also when a test fails.
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const running = new Set<ChildProcess>()
const folders = new Set<string>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
// vitest ends its worker so, and a process that a signal ends does not see its own exit.
process.once('SIGTERM', () => process.exit())

/** Its fourth stream is a pipe to read from, unless other streams are asked for. */
export function start(
  command: string,
  args: string[],
  environment: Record<string, string> = {},
  stdio: StdioOptions = ['ignore', 'ignore', 'ignore', 'pipe'],
): ChildProcess {
  const child = spawn(command, args, { stdio, env: { ...process.env, ...environment } })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

export async function end(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return
  const ended = once(child, 'exit')
  child.kill()
  await ended
}

export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  folders.add(folder)
  return folder
}
