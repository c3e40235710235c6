// `npm run conformance -- ws://host/path` tests that server; without an address, our own ones.
import { spawnSync } from 'node:child_process'

const [url, ...options] = process.argv.slice(2).sort((a) => (/^wss?:/.test(a) ? -1 : 1))
const isUrl = /^wss?:/.test(url ?? '')
const { status } = spawnSync(
  'node_modules/.bin/vitest',
  ['run', '--project', 'conformance', ...(isUrl ? options : process.argv.slice(2))],
  { stdio: 'inherit', env: { ...process.env, ...(isUrl && { HOLDFAST_CONFORMANCE_URL: url }) } },
)
process.exitCode = status ?? 1
