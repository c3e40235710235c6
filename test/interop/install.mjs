// Installs the servers that others wrote: the Debian packages that are missing, if this is root, and the npm packages of this
// folder, which the project itself goes without.
import { spawnSync } from 'node:child_process'
import { missingPackages, packageAdvice } from './packages.mjs'

const absent = missingPackages()
if (absent.length && process.getuid() === 0) install(absent)
// Without scripts, as that of Bun moves the program to where only its own command finds it.
const npm = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: import.meta.dirname, stdio: 'inherit' })
const advice = packageAdvice()
for (const line of advice) console.error(line)
process.exitCode = advice.length || npm.status !== 0 ? 1 : 0

/** One by one if they do not come together: a release may lack one of them. */
function install(names) {
  apt('update')
  if (!apt('install', '-y', '--no-install-recommends', ...names)) {
    for (const name of names) apt('install', '-y', '--no-install-recommends', name)
  }
}

function apt(...args) {
  // Waits for the lock: on a machine that has just booted, its own updates may hold it.
  const { status } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=200', ...args], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return status === 0
}
