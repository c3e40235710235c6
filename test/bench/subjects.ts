// What is measured, as a page's script.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

export interface Subject {
  readonly name: string
  /** Of `page/subjects/`. */
  readonly file: string
  /** What an application imports, as source text; used, so that nothing of it is left out. */
  readonly code?: string
  /** Dials again by itself. */
  readonly reconnects: boolean
  /** Takes messages while there is no link. */
  readonly queues: boolean
}

const does = { reconnects: true, queues: true }

export const native: Subject = { name: 'native', file: 'native', reconnects: false, queues: false }
/** The same once more: how far two runs of one thing lie apart. */
export const again: Subject = { ...native, name: 'native, again' }
export const holdfast: Subject = {
  name: 'Holdfast',
  file: 'holdfast',
  code: "import { ReconnectingWebSocket } from 'holdfast'; console.log(ReconnectingWebSocket)",
  ...does,
}
/** With chance spread evenly. */
export const even: Subject = { name: 'Holdfast', file: 'holdfast-even', ...does }
/** Says what it does not know to have arrived, and is watched in this. */
export const watched: Subject = { name: 'Holdfast, heartbeat', file: 'holdfast-watched', ...does }
export const heartbeat: Subject = { name: 'Holdfast, heartbeat', file: 'holdfast-heartbeat', ...does }
export const peers: Subject[] = [
  {
    name: 'reconnecting-websocket',
    file: 'reconnecting-websocket',
    code: "import it from 'reconnecting-websocket'; console.log(it)",
    ...does,
  },
  { name: 'partysocket', file: 'partysocket', code: "import it from 'partysocket/ws'; console.log(it)", ...does },
  {
    name: 'sockette',
    file: 'sockette',
    code: "import it from 'sockette'; console.log(it)",
    reconnects: true,
    queues: false,
  },
  {
    name: 'websocket-ts',
    file: 'websocket-ts',
    code: "import { WebsocketBuilder, ConstantBackoff, ArrayQueue } from 'websocket-ts'; console.log(WebsocketBuilder, ConstantBackoff, ArrayQueue)",
    ...does,
  },
  {
    name: 'robust-websocket',
    file: 'robust-websocket',
    code: "import it from 'robust-websocket'; console.log(it)",
    reconnects: true,
    queues: false,
  },
]

/** With a protocol of their own, which the server must speak. */
export const clients: Subject[] = [
  {
    name: 'Holdfast, channels',
    file: 'holdfast-channels',
    code: "import { createClient } from 'holdfast'; console.log(createClient)",
    ...does,
  },
  {
    name: 'socket.io-client',
    file: 'socket.io-client',
    code: "import { io } from 'socket.io-client'; console.log(io)",
    ...does,
  },
  { name: 'phoenix', file: 'phoenix', code: "import { Socket } from 'phoenix'; console.log(Socket)", ...does },
  {
    name: 'centrifuge',
    file: 'centrifuge',
    code: "import { Centrifuge } from 'centrifuge'; console.log(Centrifuge)",
    ...does,
  },
  {
    name: 'graphql-ws',
    file: 'graphql-ws',
    code: "import { createClient } from 'graphql-ws'; console.log(createClient)",
    reconnects: true,
    queues: false,
  },
]
export const all: Subject[] = [native, again, holdfast, ...peers]
/** Where a heartbeat could cost something. */
export const withHeartbeat: Subject[] = [native, again, holdfast, heartbeat, ...peers]
/** Each has a page. */
export const withPage: Subject[] = [...withHeartbeat, even, watched, ...clients]

const folder = join(process.cwd(), 'test/bench/page')

/** The script that is added to the demo's page. */
export function bundleDemo(): Promise<string> {
  return bundle("import { demo } from './demo.ts'; Object.assign(globalThis, { demo })", false)
}

/** The script that hands events to handlers. */
export function bundleDispatch(): Promise<string> {
  return bundle("import { dispatch } from './dispatch.ts'; Object.assign(globalThis, { dispatch })", false)
}

async function bundle(contents: string, minify: boolean): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    ...{ bundle: true, write: false, minify },
  })
  return outputFiles[0]!.text
}

/** The script of a page that measures this subject. */
export function bundlePage({ file }: Subject): Promise<string> {
  return bundle(
    `import { expose } from './expose.ts'; import { connect } from './subjects/${file}.ts'; expose(connect)`,
    false,
  )
}

/** What a program costs that imports and uses nothing: `size-limit` takes off the same. */
const empty = { minified: 34, gzip: 46 }

/** The bytes that importing it adds to an application: minified, and compressed as well. */
export async function importCost(code: string): Promise<{ minified: number; gzip: number }> {
  const text = await bundle(code, true)
  return {
    minified: Buffer.byteLength(text) - empty.minified,
    gzip: gzipSync(text, { level: 9 }).length - empty.gzip,
  }
}

export function version(name: string): string {
  const path = createRequire(import.meta.url)
    .resolve.paths(name)!
    .map((root) => join(root, name, 'package.json'))
  const found = name === 'holdfast' ? ['package.json'] : path
  for (const file of found) {
    try {
      return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
    } catch {
      continue
    }
  }
  return '?'
}
