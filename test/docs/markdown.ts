// Reads what the tests ask of our documents. Knows only the Markdown that stands in them.
import { readdirSync, readFileSync } from 'node:fs'

/** The pages of docs/. */
export const pages = readdirSync('docs').filter((name) => name.endsWith('.md'))

export const documents = [
  ...['README.md', 'README.zh-CN.md', 'CONTRIBUTING.md', 'PROTOCOL.md', 'CHANGELOG.md'],
  ...pages.map((name) => `docs/${name}`),
]

export function read(document: string): string {
  return readFileSync(document, 'utf8')
}

export interface Block {
  /** `README.md:10`: the line of the opening fence. */
  at: string
  line: number
  language: string
  text: string
}

/** The fenced blocks of a document, in order. */
export function readBlocks(document: string): Block[] {
  const whole = read(document)
  return [...whole.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(({ index, 1: language = '', 2: text = '' }) => {
    const line = whole.slice(0, index).split('\n').length
    return { at: `${document}:${line}`, line, language, text }
  })
}

/** The first, or a later, block of that language below a heading. */
export function readBlock(document: string, heading: string, language: string, place = 0): Block {
  const from = read(document).slice(0, findSection(document, heading).start).split('\n').length
  const block = readBlocks(document).filter((each) => each.line >= from && each.language === language)[place]
  if (block === undefined) throw new Error(`${document} has no ${language} block under "${heading}"`)
  return block
}

/** What stands between a heading and the next one. */
export function readSection(document: string, heading: string): string {
  return findSection(document, heading).text
}

/** The rows of the table under a heading, without its head; cells without back-ticks. */
export function readTable(document: string, heading: string): string[][] {
  const lines = readSection(document, heading).split('\n')
  const rows = lines.filter((line) => line.startsWith('|')).slice(2)
  if (rows.length === 0) throw new Error(`${document} has no table under "${heading}"`)
  return rows.map((row) =>
    row
      .slice(1, row.lastIndexOf('|'))
      .split(/(?<!\\)\|/)
      .map((cell) => cell.replaceAll('`', '').replaceAll('\\|', '|').trim()),
  )
}

/** The first cells of a table. */
export function readNames(document: string, heading: string): string[] {
  return readTable(document, heading).map(([name = '']) => name)
}

function findSection(document: string, heading: string): { start: number; text: string } {
  const whole = read(document)
  const found = new RegExp(`^#+ ${heading}\\n`, 'm').exec(whole)
  if (found === null) throw new Error(`${document} has no heading "${heading}"`)
  const start = found.index + found[0].length
  return { start, text: whole.slice(start).split(/^#+ /m)[0] ?? '' }
}
