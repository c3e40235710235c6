// What the README quotes of the benchmarks is what they last measured.
import { expect, test } from 'vitest'
import { pages, quoted, readRows, table } from '../interop/matrix.ts'
import { read } from './markdown.ts'

test.each(['README.md', 'README.zh-CN.md'])('the figures that %s quotes are those of RESULTS.md', (readme) => {
  const [, quoted = ''] = /<!-- measured.*?-->\n(.*?)\n<!-- end -->/s.exec(read(readme)) ?? []
  expect(quoted).toContain('Holdfast')
  expect(read('test/bench/RESULTS.md')).toContain(quoted.trim())
})

test.each(pages)('the table of servers in %s tells what test/interop saw', (page) => {
  expect(readRows()).not.toEqual([])
  expect(quoted(read(page))).toBe(table(readRows()))
})
