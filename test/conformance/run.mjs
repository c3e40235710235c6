// `npm run conformance -- ws://host/path` tests that server; without an address, our own ones, which need the build.
import { spawnSync } from 'node:child_process'

const words = process.argv.slice(2)
const url = words.find((word) => /^wss?:/.test(word))

function run(command, words, environment = {}) {
  return spawnSync(command, words, { stdio: 'inherit', env: { ...process.env, ...environment } }).status ?? 1
}

const options = ['run', '--project', 'conformance', ...words.filter((word) => word !== url)]
process.exitCode =
  (url === undefined && run('npm', ['run', 'build'])) ||
  run('node_modules/.bin/vitest', options, url === undefined ? {} : { HOLDFAST_CONFORMANCE_URL: url })
