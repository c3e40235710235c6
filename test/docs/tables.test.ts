// The tables of the documents say what the source says.
import { JSDOM } from 'jsdom'
import { expect, test } from 'vitest'
import * as holdfast from '../../src/index.ts'
import { classify } from '../../src/policy/close-code.ts'
import { readNames, readTable } from './markdown.ts'
import { findMembers, findOptions, findStrings } from './source.ts'

const { CloseCode, HoldfastError } = holdfast
const reference = 'docs/reference.md'

test('options and their defaults', () => {
  const rows = readTable(reference, 'Options').map(([name, fallback]) => `${name}: ${fallback}`)
  const found = ['ReconnectingWebSocketOptions', 'ClientOptions'].flatMap(findOptions)
  const expected = found.map(({ name, fallback = '' }) => `${name}: ${fallback.replaceAll('`', '')}`)
  expect(rows.sort()).toEqual([...new Set(expected)].sort())
})

test.each([
  'From reconnecting-websocket or partysocket',
  'From socket.io-client',
  'From react-use-websocket',
  'From VueUse’s useWebSocket',
])('the table "%s" names options that exist', (heading) => {
  const rows = readTable('docs/migrating.md', heading)
  const named = rows.flatMap(([, , here = '']) => /^[\w.]+(?=$|:)/.exec(here) ?? [])
  const known = ['ReconnectingWebSocketOptions', 'ClientOptions'].flatMap(findOptions).map(({ name }) => name)
  expect(named.filter((name) => !name.startsWith('state.') && !known.includes(name))).toEqual([])
  expect(named).toContain('maxAttempts')
})

test('events', () => {
  const rows = readTable(reference, 'Events')
  const named = (column: number) => rows.map((row) => row[column]).filter((name) => name !== '–')
  expect(named(0).sort()).toEqual(findMembers('ReconnectingWebSocketEventMap').sort())
  expect(named(1).sort()).toEqual(findMembers('RawClientEvents').sort())
})

test.each([
  ['Drops', 'DropReason'],
  ['Causes', 'CauseKind'],
])('"%s" lists each %s', (heading, type) => {
  expect(readNames(reference, heading).sort()).toEqual(findStrings(type).sort())
})

test.each([
  ['Client', ['Client', 'RawClient']],
  ['Channel', ['Channel']],
])('"%s" has the methods of %s', (heading, types) => {
  const named = readNames(reference, heading).flatMap((cell) =>
    [...cell.matchAll(/(\w+)(?:\(.*?\))?(?:, |$)/g)].map(([, name]) => name),
  )
  expect(named.sort()).toEqual([...new Set(types.flatMap(findMembers))].sort())
})

test('what the drop-in has beside the native socket', () => {
  const { WebSocket, EventTarget } = new JSDOM('').window
  const native = [WebSocket, EventTarget].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype))
  const own = findMembers('ReconnectingWebSocket').filter((name) => !native.includes(name))
  expect(readNames(reference, 'Drop-in').map((name) => name.replace('()', ''))).toEqual(own)
})

test('errors', () => {
  const rows = findErrors().map(({ name, code, retryable }) => [name, code, String(retryable)])
  const named = readTable(reference, 'Errors').map((row) => row.slice(0, 3))
  expect(named.sort()).toEqual(rows.sort())
})

test('close codes', () => {
  const named = readTable(reference, 'Close codes').map(([name, code]) => [name, Number(code)])
  expect(Object.fromEntries(named)).toEqual(CloseCode)
})

test('what a close code does', () => {
  const rows = readTable(reference, 'What a close code does')
  const told = (code: number) => rows.find(([codes = '']) => holds(codes, code))?.[1]
  const codes = Array.from({ length: 4000 }, (_, index) => 1000 + index)
  expect(codes.filter((code) => told(code) !== classify(code))).toEqual([])
})

/** Whether `codes`, like `1010, 4400–4499`, has the code in it. */
function holds(codes: string, code: number): boolean {
  return codes.split(', ').some((range) => {
    const [first = NaN, last = first] = range.split('–').map(Number)
    return code >= first && code <= last
  })
}

interface Found {
  name: string
  code: string
  retryable: unknown
}

/** One of each exported class of errors. */
function findErrors(): Found[] {
  return Object.values<unknown>(holdfast)
    .filter((value) => typeof value === 'function' && value.prototype instanceof HoldfastError)
    .map((Class) => new (Class as new () => Partial<Found>)())
    .map(({ name = '', code = "the server's", retryable = "the server's" }) => ({ name, code, retryable }))
}
