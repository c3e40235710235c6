// The Debian and Ubuntu packages that the servers and proxies are made of, and which of them are not there.
import { spawnSync } from 'node:child_process'

const packages = [
  ...['python3-websockets', 'python3-tornado', 'python3-django-channels', 'python3-daphne'],
  ...['nginx-light', 'haproxy', 'openssl'],
  ...['golang-go', 'golang-github-gorilla-websocket-dev'],
  ...['default-jdk-headless', 'libtomcat10-embed-java', 'libtomcat10-java', 'libjackson2-databind-java'],
  ...['libjetty9-java', 'libjetty9-extra-java', 'libnetty-java', 'nats-server'],
]

export function missingPackages() {
  return packages.filter((name) => !isInstalled(name))
}

/** One line, or none if all is there. */
export function packageAdvice() {
  const missing = missingPackages()
  return missing.length ? [`Missing: sudo apt-get update && sudo apt-get install -y ${missing.join(' ')}`] : []
}

function isInstalled(name) {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' })
  return stdout === 'installed'
}
