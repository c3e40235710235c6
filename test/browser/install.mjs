// Finds the three browser engines that the tests need, and Redis, and installs what is missing on Debian and Ubuntu.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { advice, engines, find } from './engines.mjs'

const redis = ['redis-server']
const packages = {
  debian: { chromium: ['chromium'], firefox: ['firefox-esr'], webkit: ['webkit2gtk-driver', 'xvfb'], redis },
  ubuntu: { chromium: ['chromium-browser'], firefox: ['firefox'], webkit: ['webkit2gtk-driver', 'xvfb'], redis },
}

const needs = [...engines, 'redis']
const absent = needs.filter(isMissing)
if (absent.length) install(absent)
for (const engine of needs) report(engine)
process.exitCode = needs.some(isMissing) ? 1 : 0

function isMissing(engine) {
  return find(engine).missing.length > 0
}

function install(absent) {
  const names = packages[distribution()]
  if (!names) return
  const wanted = absent.flatMap((engine) => names[engine])
  if (process.getuid() !== 0) {
    console.error(`Not root. Run: sudo apt-get update && sudo apt-get install -y ${wanted.join(' ')}`)
    return
  }
  apt('update')
  // Fonts come along, as a browser without any draws boxes.
  apt('install', '-y', '--no-install-recommends', ...wanted, 'fonts-dejavu-core')
}

function apt(...args) {
  // Waits for the lock: on a machine that has just booted, its own updates may hold it.
  spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=200', ...args], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

function report(engine) {
  const { parts, missing } = find(engine)
  if (missing.length) console.error(advice(engine, missing))
  else console.log(`${engine}: ${Object.values(parts).join(', ')}`)
}

/** 'debian' or 'ubuntu', also for a system that derives from one; else ''. */
function distribution() {
  try {
    const release = readFileSync('/etc/os-release', 'utf8')
    const named = ['ID', 'ID_LIKE'].flatMap((key) => field(release, key).split(' '))
    return named.find((name) => name in packages) ?? ''
  } catch {
    return ''
  }
}

function field(release, key) {
  return new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(release)?.[1] ?? ''
}
