// Installs the Debian packages of the servers that others wrote, as far as they are missing and this is root.
import { spawnSync } from 'node:child_process'

const packages = [
  ...['python3-websockets', 'python3-tornado', 'python3-django-channels', 'python3-daphne'],
  ...['nginx-light', 'haproxy', 'openssl'],
  ...['golang-go', 'golang-github-gorilla-websocket-dev'],
  ...['default-jdk-headless', 'libtomcat10-embed-java', 'libtomcat10-java', 'libgoogle-gson-java'],
]

const absent = packages.filter((name) => !isInstalled(name))
if (absent.length && process.getuid() === 0) install(absent)
const missing = absent.filter((name) => !isInstalled(name))
if (missing.length) console.error(`Missing: sudo apt-get update && sudo apt-get install -y ${missing.join(' ')}`)
process.exitCode = missing.length ? 1 : 0

function isInstalled(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' })
  return stdout === 'installed'
}

function install(names) {
  apt('update')
  apt('install', '-y', '--no-install-recommends', ...names)
}

function apt(...args) {
  // Waits for the lock: on a machine that has just booted, its own updates may hold it.
  spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=200', ...args], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
