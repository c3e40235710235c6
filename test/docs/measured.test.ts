// What the README quotes of the benchmarks is what they last measured.
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readOutcomes } from '../conformance/outcomes.ts'
import { pages, quoted, readRows, table } from '../interop/matrix.ts'
import { read } from './markdown.ts'

test.each(['README.md', 'README.zh-CN.md'])('the figures that %s quotes are those of RESULTS.md', (readme) => {
  const [, quoted = ''] = /<!-- measured.*?-->\n(.*?)\n<!-- end -->/s.exec(read(readme)) ?? []
  expect(quoted).toContain('Holdfast')
  expect(read('test/bench/RESULTS.md')).toContain(quoted.trim())
})

test.each(pages)('the table of servers in %s tells what test/interop saw', (page) => {
  expect(readRows()).not.toEqual([])
  expect(quoted(read(page))).toBe(table())
})

test('each server whose program the conformance suite is run against has its outcome in the table', () => {
  const outcomes = [...readOutcomes().keys()]
  expect(outcomes).toHaveLength(readdirSync('test/conformance/servers').length)
  const names = readRows().map(({ name }) => name)
  expect(outcomes.filter((name) => !names.includes(name))).toEqual([])
})
