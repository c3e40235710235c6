// `npm run test:interop`: installs what is missing, tests it, writes the matrix, and says at the end what was not there.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { advice, engines, find } from '../browser/engines.mjs'
import { packageAdvice } from './packages.mjs'

const run = (...args) => spawnSync('npm', args, { stdio: 'inherit' }).status === 0

run('run', 'browsers')
run('run', 'servers')
process.env.HOLDFAST_MATRIX = 'write'
const options = process.argv.slice(2)
const isGreen =
  run('run', 'build') &&
  run('exec', '--', 'vitest', 'run', '--project', 'interop', '--project', 'conformance', ...options)

const missing = [...packageAdvice(), ...engines.flatMap(engineAdvice)]
if (!existsSync('test/interop/node_modules/ws')) missing.push('Missing: npm ci, in test/interop')
for (const line of missing) console.error(line)
if (missing.length) console.error('What is missing was not tested.')
process.exitCode = isGreen && !missing.length ? 0 : 1

function engineAdvice(engine) {
  const { missing } = find(engine)
  return missing.length ? [advice(engine, missing)] : []
}
