// The servers that others wrote: what each needs, how it is run, how it speaks, and what a client can expect of it.
import { existsSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'
import { temporaryFolder } from '../browser/child.ts'
import { build } from '../conformance/build.ts'
import { engineIo, nats, plain, type Dialect } from './dialects.ts'
import type { Program } from './start.ts'

export interface Server {
  readonly name: string
  /** The Debian package, or the npm package of this folder, whose version the matrix tells. */
  readonly source: { readonly debian: string } | { readonly npm: string }
  /** What else must be installed, by a file of it. */
  readonly files?: readonly string[]
  readonly path?: string
  readonly dialect: Dialect
  readonly expected: Expected
  /** The file in test/conformance/servers that holds a program on this server to PROTOCOL.md. */
  readonly channels?: string
  /** Builds what must be built, and says how to run it. */
  prepare(): Program
}

/** What a client sees of a server: the same as with the native socket. */
export interface Expected {
  /** It picks one of the subprotocols that were offered. */
  readonly subprotocol: boolean
  /** It agrees to permessage-deflate. */
  readonly compression: boolean
  /** What it answers to a client that closes with 4001 and "bye": the code, and the reason if there is one. */
  readonly answeredClose: string
  /** What it answers to a close without a code. @default '1005' */
  readonly answeredBareClose?: string
  /** It can send a message of no length. @default true */
  readonly empty?: boolean
  /** What arrives when it closes with 4001 and "bye". */
  readonly ownClose: string
}

const folder = new URL('.', import.meta.url).pathname
const own = `${folder}servers`
const python = '/usr/bin/python3'
const jars = '/usr/share/java'
const kept = { answeredClose: '4001 bye', ownClose: '4001 bye' }
const full: Expected = { subprotocol: true, compression: true, ...kept }

const tomcatJars = [
  ...['embed-core', 'embed-websocket', 'embed-el', 'annotations-api', 'servlet-api'],
  ...['websocket-api', 'websocket-client-api'],
].map((name) => `${jars}/tomcat10-${name}.jar`)
const jettyJars = [
  `${jars}/servlet-api.jar`,
  ...['server', 'http', 'io', 'util', 'util-ajax', 'servlet', 'security', 'jmx', 'client'],
  ...['api', 'common', 'server', 'servlet', 'client'].map((name) => `websocket-${name}`),
].map((name) => (name.includes('/') ? name : `${jars}/jetty9-${name}.jar`))
const nettyJars = ['common', 'buffer', 'transport', 'resolver', 'handler', 'codec', 'codec-http'].map(
  (name) => `${jars}/netty-${name}.jar`,
)

export const servers: readonly Server[] = [
  {
    name: 'ws',
    source: { npm: 'ws' },
    dialect: plain,
    expected: full,
    channels: 'ws',
    prepare: () => ({ command: process.execPath, args: [`${own}/ws.mjs`] }),
  },
  {
    name: 'uWebSockets, in Bun',
    source: { npm: 'bun' },
    dialect: plain,
    expected: full,
    prepare: () => ({ command: bun(), args: [`${own}/bun.mjs`] }),
  },
  {
    name: 'engine.io, of Socket.IO',
    source: { npm: 'engine.io' },
    path: '/engine.io/?EIO=4&transport=websocket',
    dialect: engineIo,
    expected: { subprotocol: false, compression: true, answeredClose: '4001 bye', ownClose: '1005' },
    prepare: () => ({ command: process.execPath, args: [`${own}/engine-io.mjs`] }),
  },
  {
    name: 'Python websockets',
    source: { debian: 'python3-websockets' },
    dialect: plain,
    expected: full,
    channels: 'python-websockets',
    prepare: () => ({ command: python, args: [`${own}/with_websockets.py`] }),
  },
  {
    name: 'Tornado',
    source: { debian: 'python3-tornado' },
    dialect: plain,
    expected: { ...full, answeredClose: '4001' },
    channels: 'tornado',
    prepare: () => ({ command: python, args: [`${own}/with_tornado.py`] }),
  },
  {
    name: 'Django Channels, in Daphne',
    source: { debian: 'python3-django-channels' },
    files: ['/usr/lib/python3/dist-packages/daphne/server.py'],
    dialect: plain,
    expected: {
      subprotocol: true,
      compression: false,
      empty: false,
      answeredBareClose: '1000',
      answeredClose: '1000',
      ownClose: '4001',
    },
    channels: 'django-channels',
    prepare: () => ({
      command: python,
      args: ['-m', 'daphne', '-b', '127.0.0.1', '-p', 'PORT', 'with_channels:application'],
      environment: { PYTHONPATH: own },
    }),
  },
  {
    name: 'gorilla/websocket, in Go',
    source: { debian: 'golang-github-gorilla-websocket-dev' },
    files: ['/usr/bin/go'],
    dialect: plain,
    expected: { ...full, answeredClose: '4001' },
    channels: 'go',
    prepare: () => {
      const program = `${temporaryFolder('holdfast-go-')}/echo`
      // Debian has it as a source package, outside of any module.
      build('go', ['build', '-o', program, `${own}/gorilla.go`], { GO111MODULE: 'off', GOPATH: '/usr/share/gocode' })
      return { command: program }
    },
  },
  {
    name: 'Tomcat, by jakarta.websocket',
    source: { debian: 'libtomcat10-java' },
    files: ['/usr/bin/javac', ...tomcatJars],
    path: '/echo',
    dialect: plain,
    expected: { ...full, answeredBareClose: '1000' },
    channels: 'tomcat',
    prepare: () => java('TomcatEcho', tomcatJars),
  },
  {
    name: 'Jetty',
    source: { debian: 'libjetty9-java' },
    files: ['/usr/bin/javac', ...jettyJars],
    path: '/echo',
    dialect: plain,
    expected: full,
    prepare: () => java('JettyEcho', jettyJars),
  },
  {
    name: 'Netty',
    source: { debian: 'libnetty-java' },
    files: ['/usr/bin/javac', ...nettyJars],
    dialect: plain,
    expected: full,
    prepare: () => java('NettyEcho', nettyJars),
  },
  {
    name: 'NATS',
    source: { debian: 'nats-server' },
    dialect: nats,
    // It closes for what it does not know; the code that it answers to none, 1005, is not legal on the wire.
    expected: { ...full, subprotocol: false, ownClose: '1002 Protocol Violation', answeredBareClose: '1006' },
    prepare: () => ({ command: 'nats-server', args: ['-c', `${own}/nats.conf`] }),
  },
]

/** Its version, or undefined if it, or something that it needs, is not on this machine. */
export function installedVersion({ source, files = [] }: Server): string | undefined {
  return files.every((path) => existsSync(path)) ? version(source) : undefined
}

function version(source: Server['source']): string | undefined {
  if ('npm' in source) {
    const path = `${folder}node_modules/${source.npm}/package.json`
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version : undefined
  }
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', source.debian], { encoding: 'utf8' })
  // Without what Debian adds: its epoch before, its revision behind.
  return stdout ? stdout.replace(/^\d+:/, '').replace(/[-+~].*$/, '') : undefined
}

/** The program itself: what stands in node_modules/.bin is put there by a script of the package, which does not run. */
function bun(): string {
  return `${folder}node_modules/@oven/bun-${process.platform}-${process.arch}/bin/bun`
}

function java(name: string, classPath: readonly string[]): Program {
  const classes = temporaryFolder('holdfast-java-')
  build('javac', ['-d', classes, '-cp', classPath.join(delimiter), `${own}/${name}.java`])
  return {
    command: 'java',
    args: ['-cp', [classes, ...classPath].join(delimiter), name],
    environment: { FOLDER: classes },
  }
}
