// The tables of the README say what the source says.
import { expect, test } from 'vitest'
import * as holdfast from '../../src/index.ts'
import { classify } from '../../src/policy/close-code.ts'
import { readNames, readTable } from './markdown.ts'
import { findMembers, findOptions, findStrings } from './source.ts'

const { CloseCode, HoldfastError } = holdfast

test('options and their defaults', () => {
  const rows = readTable('README.md', 'Options').map(([name, fallback]) => `${name}: ${fallback}`)
  const found = ['ReconnectingWebSocketOptions', 'ClientOptions'].flatMap(findOptions)
  const expected = found.map(({ name, fallback = '' }) => `${name}: ${fallback.replaceAll('`', '')}`)
  expect(rows.sort()).toEqual([...new Set(expected)].sort())
})

test('the table for those who come from elsewhere names options that exist', () => {
  const rows = readTable('README.md', 'Come from reconnecting-websocket or partysocket')
  const named = rows.flatMap(([, , here = '']) => /^[\w.]+(?=$|:)/.exec(here) ?? [])
  const known = ['ReconnectingWebSocketOptions', 'ClientOptions'].flatMap(findOptions).map(({ name }) => name)
  expect(named.filter((name) => ![...known, 'state.attempt'].includes(name))).toEqual([])
  expect(named).toContain('backoff.base')
})

test('events', () => {
  const rows = readTable('README.md', 'Events')
  const named = (column: number) => rows.map((row) => row[column]).filter((name) => name !== '–')
  expect(named(0).sort()).toEqual(findMembers('ReconnectingWebSocketEventMap').sort())
  expect(named(1).sort()).toEqual(findMembers('RawClientEvents').sort())
})

test.each([
  ['Drops', 'DropReason'],
  ['Causes', 'CauseKind'],
])('"%s" lists each %s', (heading, type) => {
  expect(readNames('README.md', heading).sort()).toEqual(findStrings(type).sort())
})

test.each([
  ['Three ways to use it', ['Client', 'RawClient']],
  ['Channels', ['Channel']],
])('"%s" has the methods of %s', (heading, types) => {
  const named = readNames('README.md', heading).flatMap((cell) =>
    [...cell.matchAll(/(\w+)(?:\(.*?\))?(?:, |$)/g)].map(([, name]) => name),
  )
  expect(named.sort()).toEqual([...new Set(types.flatMap(findMembers))].sort())
})

test('errors', () => {
  const rows = findErrors().map(({ name, code, retryable }) => [name, code, String(retryable)])
  const named = readTable('README.md', 'Errors').map((row) => row.slice(0, 3))
  expect(named.sort()).toEqual(rows.sort())
})

test('close codes', () => {
  const named = readTable('README.md', 'Close codes').map(([name, code]) => [name, Number(code)])
  expect(Object.fromEntries(named)).toEqual(CloseCode)
})

test('what a close code does', () => {
  const rows = readTable('README.md', 'What a close code does')
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
