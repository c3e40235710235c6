// What must stay true of the sources; CONTRIBUTING.md says why.
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  countLines,
  findGlobals,
  findImports,
  findLongFunctions,
  findNewSockets,
  sources,
  type Use,
} from './architecture/sources.ts'

// From the ground up: the files and folders of src/. Each imports only from lower floors.
const floors = [
  ['policy', 'errors'],
  ['platform'],
  ['connection'],
  ['channel', 'session', 'websocket', 'stats', 'idle'],
  ['client-options'],
  ['base-client'],
  ['raw-client'],
  ['client'],
  ['view'],
  ['adapters', 'react', 'vue', 'inspector', 'testing', 'server'],
  ['index'],
]

// Files of one folder do not import each other, except for these, which hold the words that all of them speak …
const words = [
  ...['policy/cause', 'policy/option', 'platform/globals'],
  ...['connection/data', 'connection/drop', 'connection/state', 'connection/target'],
  ...[
    'channel/operation',
    'channel/names',
    'channel/protocol',
    'channel/contract',
    'channel/schema',
    'channel/shape',
    'channel/wire',
    'channel/reply',
    'channel/listeners',
  ],
  ...['server/frame', 'server/handlers', 'server/house', 'server/refusal'],
  ...['view/view', 'react/hooks', 'vue/composables'],
]

// … and these, which wire their neighbours together.
const wiring: Record<string, string[]> = {
  'policy/redial': ['policy/backoff', 'policy/close-code'],
  'connection/options': ['connection/heartbeat'],
  'connection/heartbeat': ['connection/proof'],
  'connection/outbox': ['connection/queue'],
  'connection/waiting': ['connection/outbox', 'connection/queue'],
  'connection/attempt': ['connection/authentication'],
  'connection/target': ['connection/authentication'],
  'platform/wait': ['platform/clock'],
  'testing/link': ['testing/operation', 'testing/socket', 'testing/heard'],
  'testing/network': ['testing/link', 'testing/socket'],
  'testing/answers': ['testing/operation'],
  'channel/authenticator': ['channel/dialect'],
  'channel/subscriptions': ['channel/subscription'],
  'channel/hub': ['channel/requests', 'channel/subscription', 'channel/subscriptions'],
  'server/options': ['server/backplane', 'server/limits', 'server/origin'],
  'server/house': ['server/journal', 'server/limits', 'server/outlet', 'server/rooms', 'server/topics'],
  'server/rooms': ['server/subscription'],
  'server/link': ['server/gate'],
  'server/gate': ['server/journal', 'server/origin'],
  'server/nodes': ['server/backplane', 'server/journal'],
  'server/client': ['server/credentials', 'server/link', 'server/subscription', 'server/topics'],
  'server/clients': ['server/client', 'server/gate', 'server/link'],
  'channel/channel': [
    ...['channel/hub', 'channel/requests', 'channel/subscription', 'channel/stream', 'channel/coalesce'],
  ],
}

/** These wire all of their room, as its index does. */
const wireAll = ['connection/connection', 'connection/link', 'server/server', 'testing/server']

const clockOnly = [
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask', 'requestAnimationFrame'],
  ...['Date', 'performance', 'Math', 'Math.random'],
]

// Classes that every host has, Node 20 and workers too, and that hold no state of the page.
const everywhere = new Set([
  ...['Event', 'EventTarget', 'CustomEvent', 'MessageEvent', 'AbortController', 'AbortSignal', 'DOMException'],
  ...['URL', 'Blob', 'TextEncoder', 'TextDecoder'],
])

describe('imports', () => {
  const imports = new Map(sources.map((source) => [source.name, findImports(source)]))

  test('go down only', () => {
    const wrong = [...imports].flatMap(([from, targets]) =>
      targets.filter((to) => !mayImport(from, to)).map((to) => `${from} imports ${to}`),
    )
    expect(wrong).toEqual([])
  })

  test('make no circle', () => {
    const circles = [...imports.keys()].filter((name) => reach(name, imports).has(name))
    expect(circles).toEqual([])
  })

  test('know the floor of every file', () => {
    expect(sources.map(({ name }) => name).filter((name) => floorOf(name) < 0)).toEqual([])
  })
})

describe('globals', () => {
  const uses = sources.flatMap((source) => findGlobals(source).map((use) => ({ ...use, file: source.name })))

  test('of time and chance are used in platform/clock only', () => {
    const wrong = uses.filter(({ name, file }) => clockOnly.includes(name) && file !== 'platform/clock')
    expect(wrong.map(show)).toEqual([])
  })

  test('of the host are used in platform and inspector only', () => {
    const wrong = uses
      .filter(({ name, declaredBy }) => declaredBy === 'host' && !everywhere.has(name))
      .filter(({ file }) => !['platform', 'inspector'].includes(roomOf(file)))
    expect(wrong.map(show)).toEqual([])
  })

  test('sockets are constructed in connection/attempt only', () => {
    const places = sources.filter((source) => findNewSockets(source).length > 0).map(({ name }) => name)
    expect(places).toEqual(['connection/attempt'])
  })
})

describe('size', () => {
  test('no file has more than 250 lines', () => {
    expect(sources.filter((source) => countLines(source) > 250).map(({ name }) => name)).toEqual([])
  })

  test('no function has more than 60 lines', () => {
    expect(sources.flatMap((source) => findLongFunctions(source, 60))).toEqual([])
  })

  test('no file is named after its kind', () => {
    const kinds = ['utils', 'util', 'helpers', 'helper', 'types', 'constants', 'common', 'misc']
    expect(sources.map(({ name }) => name).filter((name) => kinds.includes(basename(name)))).toEqual([])
  })
})

function mayImport(from: string, to: string): boolean {
  if (floorOf(to) < floorOf(from)) return true
  if (roomOf(to) !== roomOf(from)) return false
  const wiresAll = wireAll.includes(from) || from.endsWith('/index')
  return wiresAll || words.includes(to) || (wiring[from]?.includes(to) ?? false)
}

function floorOf(name: string): number {
  return floors.findIndex((rooms) => rooms.includes(roomOf(name)))
}

function roomOf(name: string): string {
  return name.split('/')[0] ?? name
}

/** Everything that `name` imports, through others too. */
function reach(name: string, imports: Map<string, string[]>, reached = new Set<string>()): Set<string> {
  for (const target of imports.get(name) ?? []) {
    if (reached.has(target)) continue
    reached.add(target)
    reach(target, imports, reached)
  }
  return reached
}

function show({ name, at }: Use): string {
  return `${at} uses ${name}`
}
