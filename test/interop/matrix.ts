// What was seen of each server, as a table.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readOutcomes } from '../conformance/outcomes.ts'

/** One server, as the suite found it. */
export interface Row {
  readonly name: string
  readonly version: string
  readonly echo: boolean
  readonly subprotocol: boolean
  readonly compression: boolean
  /** The code, and the reason if there is one, with which it answers 4001 "bye", and which arrive when it closes so. */
  readonly answeredClose: string
  readonly ownClose: string
  readonly recovered: boolean
}

const path = new URL('results.json', import.meta.url)
/** The table stands in both, as it is. */
export const pages = ['README.md', 'README.zh-CN.md']

export function readRows(): Row[] {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Row[]) : []
}

/** Writes what was seen, in the order of the names; a server that was not there this time keeps its row. */
export function writeRows(seen: readonly Partial<Row>[], names: readonly string[]): void {
  const rows = new Map(readRows().map((row) => [row.name, row]))
  for (const row of seen) if (isWhole(row)) rows.set(row.name, row)
  const all = names.flatMap((name) => rows.get(name) ?? [])
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`)
  writePages()
}

/** Of all that is recorded. */
export function writePages(): void {
  for (const page of pages) writeFileSync(page, quote(readFileSync(page, 'utf8'), table()))
}

function isWhole(row: Partial<Row>): row is Row {
  const { name, version, echo, subprotocol, compression, answeredClose, ownClose, recovered } = row
  const values = [name, version, echo, subprotocol, compression, answeredClose, ownClose, recovered]
  return values.every((value) => value !== undefined)
}

/** Padded, as the formatter wants it. */
export function table(): string {
  const outcomes = readOutcomes()
  const head = [
    ...['Server', 'Version', 'Echo', 'Subprotocol', 'Compression'],
    ...['Answers 4001 `bye`', 'Closes with 4001 `bye`', 'Killed, then recovered', 'Channels'],
  ]
  const lines = [head, ...readRows().map((row) => [...cells(row), channels(outcomes.get(row.name))])]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  const format = (line: readonly string[]) => `| ${line.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`
  return [format(head), format(widths.map((width) => '-'.repeat(width))), ...lines.slice(1).map(format)].join('\n')
}

/** What the page says now. */
export function quoted(text: string): string {
  return markers.exec(text)?.[2]?.trim() ?? ''
}

const markers = /(<!-- servers.*?-->\n)(.*?)(<!-- end of servers -->)/s

function quote(readme: string, text: string): string {
  return readme.replace(markers, (_, begin: string, _old: string, end: string) => `${begin}\n${text}\n\n${end}`)
}

function cells({ name, version, echo, subprotocol, compression, answeredClose, ownClose, recovered }: Row): string[] {
  const says = (is: boolean) => (is ? 'yes' : '–')
  return [
    ...[name, version, says(echo), says(subprotocol), says(compression)],
    ...[answeredClose, ownClose, says(recovered)],
  ]
}

function channels(hasPassed: boolean | undefined): string {
  if (hasPassed === undefined) return '–'
  return hasPassed ? 'yes' : 'no'
}
