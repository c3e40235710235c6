// Builds a program of demo/servers that its language wants built.
import { spawnSync } from 'node:child_process'

/** @throws Error with what the compiler said */
export function build(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')}: ${error?.message ?? stdout + stderr}`)
}
