import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { documents, pages, read, readNames } from './markdown.ts'
import { sourceNames } from './source.ts'

test('CONTRIBUTING.md names each file of src, and none that is not there', () => {
  const named = readNames('CONTRIBUTING.md', 'The rooms').filter((name) => name.endsWith('.ts'))
  expect(named.sort()).toEqual([...sourceNames].sort())
})

test('CONTRIBUTING.md names only folders of tests that are there', () => {
  expect(readNames('CONTRIBUTING.md', 'Writing tests').filter((path) => !existsSync(path))).toEqual([])
})

test.each(['docs/README.md', 'README.md'])('%s leads to each page', (index) => {
  const there = pages.filter((page) => page !== 'README.md').map((page) => relative(dirname(index), `docs/${page}`))
  expect(there.filter((path) => !read(index).includes(`](${path}`))).toEqual([])
})

test.each(documents)('the links of %s lead somewhere', (document) => {
  const targets = [...read(document).matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, target = '']) => target)
  const wrong = targets.filter((target) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? document : join(dirname(document), path)
    return !existsSync(file) || (anchor !== undefined && !anchors(file).includes(anchor))
  })
  expect(wrong).toEqual([])
})

function anchors(document: string): string[] {
  const headings = [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
}
