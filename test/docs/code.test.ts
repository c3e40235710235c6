// The code in the documents is code that works.
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeMissing } from '../interop/stage.ts'
import { documents, read, readBlocks, type Block } from './markdown.ts'
import { findProblems } from './source.ts'

const { name, version, unpkg, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  name: string
  version: string
  unpkg: string
  scripts: Record<string, string>
}

const isCode = ({ language }: Block) => /^(tsx?|vue)$/.test(language)
const blocks = documents.flatMap(readBlocks).filter(isCode)
const hasNest = existsSync('test/interop/node_modules/@nestjs/common')
const isForNest = ({ text }: Block) => text.includes("from '@nestjs/common'")
const wrong: Block = {
  at: 'wrong:1',
  line: 1,
  language: 'ts',
  text: `import { createClient } from 'holdfast'\ncreateClient('/feed', { linger: '1 s' })\n`,
}
const problems = findProblems([...blocks.filter((block) => hasNest || !isForNest(block)), wrong])

test('every TypeScript block compiles strictly, by itself', () => {
  expect(blocks.length).toBeGreaterThan(0)
  expect(problems.filter((problem) => !problem.startsWith('wrong'))).toEqual([])
})

if (!hasNest) describeMissing('NestJS')

test('a wrong block does not', () => {
  expect(problems).toContainEqual(
    expect.stringMatching(/^wrong-1.ts, line 2 of the block: .*'string' is not assignable to type 'number'/s),
  )
})

test('every other block is of a kind that some test reads, or a line for a shell', () => {
  const others = documents.flatMap(readBlocks).filter((block) => !isCode(block))
  const read = ['json', 'mermaid', 'html', 'nginx', 'haproxy', 'http', 'sh']
  expect(others.filter(({ language }) => !read.includes(language)).map(({ at }) => at)).toEqual([])
})

test.each(documents.flatMap(readBlocks).filter(({ language }) => language === 'json'))('$at is JSON', ({ text }) => {
  // A message in each line, or one in all of them.
  const isWhole = text.split('\n}').length === 2
  for (const message of isWhole ? [text] : text.trim().split('\n')) expect(() => void JSON.parse(message)).not.toThrow()
})

test('the README shows code before its line 15', () => {
  const [{ language, line } = { language: 'none', line: NaN }] = readBlocks('README.md')
  expect(language).toBe('ts')
  expect(line).toBeLessThan(15)
})

test.each(['README.md', 'docs/drop-in.md'])(
  'the script tag of %s loads the file that CDNs serve, of this version',
  (page) => {
    expect(read(page)).toContain(`src="https://cdn.example/${name}@${version}/${unpkg}"`)
  },
)

test('the README names the two commands', () => {
  for (const command of ['npm ci && npm start', 'npm ci && npm run browsers && npm run servers && npm test']) {
    expect(read('README.md')).toContain(`\n${command}\n`)
  }
})

test.each(documents)('%s names only commands that exist', (document) => {
  const named = [...read(document).matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script)
  expect(named.filter((script) => !(script in scripts))).toEqual([])
})
