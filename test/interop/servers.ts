// The servers that others wrote: what each needs, how it is run, how it speaks, and what a client can expect of it.
import { existsSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'
import { temporaryFolder } from '../browser/child.ts'
import { build } from '../conformance/build.ts'
import { engineIo, nats, plain, type Dialect } from './dialects.ts'
import { go, goEnvironment, jars, javac, python, pythonLibrary, tomcat } from './places.ts'
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
const kept = { answeredClose: '4001 bye', ownClose: '4001 bye' }
const full: Expected = { subprotocol: true, compression: true, ...kept }

const jettyJars = jars(
  'servlet-api',
  ...['server', 'http', 'io', 'util', 'util-ajax', 'servlet', 'security', 'jmx', 'client'].map(ofJetty),
  ...['api', 'common', 'server', 'servlet', 'client'].map((name) => ofJetty(`websocket-${name}`)),
)
const nettyJars = jars(
  ...['common', 'buffer', 'transport', 'resolver', 'handler', 'codec', 'codec-http'].map((name) => `netty-${name}`),
)

export const servers: readonly Server[] = [
  {
    name: 'ws',
    source: { npm: 'ws' },
    dialect: plain,
    expected: full,
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
    prepare: () => ({ command: python, args: [`${own}/with_websockets.py`] }),
  },
  {
    name: 'Tornado',
    source: { debian: 'python3-tornado' },
    dialect: plain,
    expected: { ...full, answeredClose: '4001' },
    prepare: () => ({ command: python, args: [`${own}/with_tornado.py`] }),
  },
  {
    name: 'Django Channels, in Daphne',
    source: { debian: 'python3-django-channels' },
    files: [pythonLibrary('daphne')],
    dialect: plain,
    expected: {
      subprotocol: true,
      compression: false,
      empty: false,
      answeredBareClose: '1000',
      answeredClose: '1000',
      ownClose: '4001',
    },
    prepare: () => ({
      command: python,
      args: ['-m', 'daphne', '-b', '127.0.0.1', '-p', 'PORT', 'with_channels:application'],
      environment: { PYTHONPATH: own },
    }),
  },
  {
    name: 'gorilla/websocket, in Go',
    source: { debian: 'golang-github-gorilla-websocket-dev' },
    files: [go],
    dialect: plain,
    expected: { ...full, answeredClose: '4001' },
    prepare: () => {
      const program = `${temporaryFolder('holdfast-go-')}/echo`
      build(go, ['build', '-o', program, `${own}/gorilla.go`], goEnvironment)
      return { command: program }
    },
  },
  {
    name: 'Tomcat, by jakarta.websocket',
    source: { debian: 'libtomcat10-java' },
    files: [javac, ...tomcat],
    path: '/echo',
    dialect: plain,
    expected: { ...full, answeredBareClose: '1000' },
    prepare: () => java('TomcatEcho', tomcat),
  },
  {
    name: 'Jetty',
    source: { debian: 'libjetty9-java' },
    files: [javac, ...jettyJars],
    path: '/echo',
    dialect: plain,
    expected: full,
    prepare: () => java('JettyEcho', jettyJars),
  },
  {
    name: 'Netty',
    source: { debian: 'libnetty-java' },
    files: [javac, ...nettyJars],
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

function ofJetty(name: string): string {
  return `jetty9-${name}`
}

function java(name: string, classPath: readonly string[]): Program {
  const classes = temporaryFolder('holdfast-java-')
  build(javac, ['-d', classes, '-cp', classPath.join(delimiter), `${own}/${name}.java`])
  return {
    command: 'java',
    args: ['-cp', [classes, ...classPath].join(delimiter), name],
    environment: { FOLDER: classes },
  }
}
