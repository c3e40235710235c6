import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { JSDOM } from 'jsdom'
import { expect, inject, test } from 'vitest'

const listExports = `console.log(JSON.stringify(Object.keys(holdfast).sort()))`

// A process that only imports must end by itself, well before the timeout.
function node(kind: 'module' | 'commonjs', code: string): unknown {
  const command = [`--input-type=${kind}`, '--eval', code]
  const options = { cwd: inject('consumer'), encoding: 'utf8', timeout: 20_000 } as const
  return JSON.parse(execFileSync(process.execPath, command, options))
}

const imported = node('module', `import * as holdfast from 'holdfast'; ${listExports}`)

test('import finds the public names in an installed package', () => {
  expect(imported).toEqual(expect.arrayContaining(['ReconnectingWebSocket', 'createClient', 'raw']))
})

test('require finds the same names as import', () => {
  expect(node('commonjs', `const holdfast = require('holdfast'); ${listExports}`)).toEqual(imported)
})

test.each(['module', 'commonjs'] as const)('a client from a %s lives on a server of holdfast/testing', (kind) => {
  const load = (name: string) => (kind === 'module' ? `await import('${name}')` : `require('${name}')`)
  const code = `
    const { createClient } = ${load('holdfast')}
    const { createTestServer } = ${load('holdfast/testing')}
    const server = createTestServer()
    const client = createClient('ws://server.test/', server.options)
    server.opened().then(() => console.log(JSON.stringify(client.state.name))).then(() => server.end())
  `
  expect(node(kind, code)).toBe('open')
})

test('the server half is imported and required, too', () => {
  const names = ['Refusal', 'createServer', 'redisBackplane']
  expect(node('module', `import * as holdfast from 'holdfast/server'; ${listExports}`)).toEqual(names)
  expect(node('commonjs', `const holdfast = require('holdfast/server'); ${listExports}`)).toEqual(names)
})

test.each([
  ['react', 'createHooks'],
  ['vue', 'createComposables'],
])('the bindings for %s are imported and required, too', (framework, name) => {
  const entry = `holdfast/${framework}`
  expect(node('module', `import * as holdfast from '${entry}'; ${listExports}`)).toEqual([name])
  expect(node('commonjs', `const holdfast = require('${entry}'); ${listExports}`)).toEqual([name])
})

test('the module for a script tag imports nothing and has the same names', () => {
  const file = './node_modules/holdfast/dist/holdfast.browser.mjs'
  expect(node('module', `import * as holdfast from '${file}'; ${listExports}`)).toEqual(imported)
  expect(readFileSync('dist/holdfast.browser.mjs', 'utf8')).not.toMatch(/^import\b|\bimport\(/m)
})

test.each(['holdfast.js', 'holdfast.min.js'])('a script tag with %s sets one global, Holdfast', (file) => {
  const { window } = new JSDOM('', { runScripts: 'outside-only' })
  const before = Object.keys(window)
  window.eval(readFileSync(`dist/${file}`, 'utf8'))
  expect(Object.keys(window).filter((name) => !before.includes(name))).toEqual(['Holdfast'])
  expect(Object.keys(window['Holdfast'] as object).sort()).toEqual(imported)
  window.close()
})
