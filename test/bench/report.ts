// Tables as Markdown, and what they were measured on.
import { readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import type { Table } from './figures.ts'
import { version } from './subjects.ts'

const packages = ['holdfast', 'reconnecting-websocket', 'partysocket', 'sockette', 'websocket-ts', 'ws', 'esbuild']

export function heading(browser: string): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return [
    `- Date: ${new Date().toISOString().slice(0, 10)}`,
    `- Machine: ${cpus().length} cores of ${cpu?.model.trim()}, ${memory} GiB, ${system()}`,
    `- ${browser.replace('/', ' ')}, Node ${process.version.slice(1)}`,
    `- ${packages.map((name) => `${name} ${version(name)}`).join(', ')}`,
  ].join('\n')
}

/** Padded, so that it can be read in a terminal too. */
export function markdown({ title, note, columns, rows }: Table, rounds: number): string {
  const widths = columns.map((column, index) => Math.max(3, column.length, ...rows.map((row) => row[index]!.length)))
  const line = (cells: string[]) =>
    `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!))).join(' | ')} |`
  const rule = widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  const told = rounds > 0 ? `${note} Rounds: ${rounds}.` : note
  return [`## ${title}`, '', told, '', line(columns), line(rule), ...rows.map(line), ''].join('\n')
}

export function document(about: string, tables: string[]): string {
  return [
    '# Measured',
    '',
    'Written by `npm run bench`, which measures on your machine. Each figure is the median of the rounds, with the smallest',
    'and the largest; the subjects take turns, each round in fresh pages. A ratio is the median of the ratios to native in',
    'the same round: the row “native, again” shows how much of it is noise.',
    '',
    about,
    '',
    ...tables,
  ].join('\n')
}

function system(): string {
  try {
    return /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
  } catch {
    return process.platform
  }
}
