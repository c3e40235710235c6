// README.zh-CN.md says what README.md says.
import { expect, test } from 'vitest'
import { read, readBlocks } from './markdown.ts'

const [english, chinese] = ['README.md', 'README.zh-CN.md'].map((document) => {
  const whole = read(document)
  const blocks = readBlocks(document)
  const prose = blocks.reduce((text, block) => text.replace(block.text, ''), whole)
  return { whole, blocks, prose }
}) as [Readme, Readme]

interface Readme {
  whole: string
  blocks: ReturnType<typeof readBlocks>
  /** Without the code. */
  prose: string
}

test.each<[string, (readme: Readme) => unknown]>([
  ['headings of the same levels', ({ prose }) => prose.match(/^#+ /gm)],
  ['the same code', ({ blocks }) => blocks.map(({ language, text }) => ({ language, text }))],
  ['tables of the same sizes', ({ prose }) => prose.split('\n').filter(isRow).map(countCells)],
  ['lists of the same lengths', ({ prose }) => prose.match(/^(#|- |\d+\. )/gm)],
  ['the same links', ({ prose }) => [...prose.matchAll(/\]\(((?!README)[^)]+)\)/g)].map(([, target]) => target).sort()],
  [
    'the same figures',
    ({ prose }) =>
      prose
        .replace(/\]\([^)]+\)/g, '')
        .match(/\d[\d.,]*\d|\d/g)
        ?.sort(),
  ],
  ['the same names in code', ({ prose }) => prose.match(/`[^`\n]+`/g)?.sort()],
  ['the same emphasis', ({ prose }) => prose.match(/\*\*/g)?.length],
])('it has %s', (_, look) => {
  expect(look(english)).toBeTruthy()
  expect(look(chinese)).toEqual(look(english))
})

test('it is Chinese, and each of the two leads to the other', () => {
  for (const heading of chinese.prose.match(/^##+ .+/gm) ?? []) expect(heading).toMatch(/\p{Script=Han}/u)
  expect(english.whole).toContain('](README.zh-CN.md)')
  expect(chinese.whole).toContain('](README.md)')
})

function isRow(line: string): boolean {
  return line.startsWith('|')
}

function countCells(row: string): number {
  return row.split('|').length
}
