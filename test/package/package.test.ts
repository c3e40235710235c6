import { readdirSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { expect, inject, test } from 'vitest'

test('the tarball holds what users need and nothing else', () => {
  // How the parts are cut is the bundler's business.
  const [parts, others] = split(inject('contents'), (path) => path.startsWith('dist/parts/'))
  expect(parts.filter((path) => !/\.(m?js|d\.[cm]ts)$/.test(path))).toEqual([])
  expect(others).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'PROTOCOL.md',
    'README.md',
    'README.zh-CN.md',
    'dist/adapters/nest.d.cts',
    'dist/adapters/nest.d.mts',
    'dist/adapters/nest.js',
    'dist/adapters/nest.mjs',
    'dist/adapters/socket.io.d.cts',
    'dist/adapters/socket.io.d.mts',
    'dist/adapters/socket.io.js',
    'dist/adapters/socket.io.mjs',
    'dist/holdfast.browser.mjs',
    'dist/holdfast.d.cts',
    'dist/holdfast.d.mts',
    'dist/holdfast.js',
    'dist/holdfast.min.js',
    'dist/holdfast.min.js.map',
    'dist/holdfast.mjs',
    'dist/react.d.cts',
    'dist/react.d.mts',
    'dist/react.js',
    'dist/react.mjs',
    'dist/server.d.cts',
    'dist/server.d.mts',
    'dist/server.js',
    'dist/server.mjs',
    'dist/testing.d.cts',
    'dist/testing.d.mts',
    'dist/testing.js',
    'dist/testing.mjs',
    'dist/vue.d.cts',
    'dist/vue.d.mts',
    'dist/vue.js',
    'dist/vue.mjs',
    ...readdirSync('docs')
      .filter((file) => file.endsWith('.md'))
      .map((page) => `docs/${page}`),
    'package.json',
  ])
})

test('the source map of the minified file carries the sources that it names', () => {
  const map = JSON.parse(readFileSync('dist/holdfast.min.js.map', 'utf8')) as Record<
    'sources' | 'sourcesContent',
    string[]
  >
  expect(map.sources).toContain('../src/websocket.ts')
  expect(map.sourcesContent).toHaveLength(map.sources.length)
})

test('publint has nothing to say', async () => {
  const { messages, pkg } = await publint({ pkgDir: '.', strict: true })
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([])
})

test('every resolution mode of TypeScript finds types that match the code', () => {
  const report = run('attw', [inject('tarball'), '--format', 'json', '--no-definitely-typed'])
  const { analysis } = JSON.parse(report) as { analysis: { problems: unknown[] } }
  expect(analysis.problems).toEqual([])
})

function run(tool: string, options: string[]): string {
  const { stdout, stderr } = spawnSync(`node_modules/.bin/${tool}`, options, { encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  return stdout
}

function split(paths: string[], belongs: (path: string) => boolean): [string[], string[]] {
  return [paths.filter(belongs), paths.filter((path) => !belongs(path))]
}
