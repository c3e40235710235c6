// Installs the servers that others wrote: the Debian packages that are missing, if this is root, and the npm packages of this
// folder, which the project itself goes without.
import { spawnSync } from 'node:child_process'

const packages = [
  ...['python3-websockets', 'python3-tornado', 'python3-django-channels', 'python3-daphne'],
  ...['nginx-light', 'haproxy', 'openssl'],
  ...['golang-go', 'golang-github-gorilla-websocket-dev'],
  ...['default-jdk-headless', 'libtomcat10-embed-java', 'libtomcat10-java', 'libgoogle-gson-java'],
  ...['libjetty9-java', 'libjetty9-extra-java', 'libnetty-java', 'nats-server'],
]

const absent = packages.filter((name) => !isInstalled(name))
if (absent.length && process.getuid() === 0) install(absent)
const missing = absent.filter((name) => !isInstalled(name))
if (missing.length) console.error(`Missing: sudo apt-get update && sudo apt-get install -y ${missing.join(' ')}`)
// Without scripts, as that of Bun moves the program to where only its own command finds it.
const npm = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: import.meta.dirname, stdio: 'inherit' })
process.exitCode = missing.length || npm.status !== 0 ? 1 : 0

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
