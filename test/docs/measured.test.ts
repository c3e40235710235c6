// What the README quotes of the benchmarks is what they last measured.
import { expect, test } from 'vitest'
import { read } from './markdown.ts'

test('the figures that the README quotes are those of RESULTS.md', () => {
  const [, quoted = ''] = /<!-- measured.*?-->\n(.*?)\n<!-- end -->/s.exec(read('README.md')) ?? []
  expect(quoted).toContain('Holdfast')
  expect(read('test/bench/RESULTS.md')).toContain(quoted.trim())
})
