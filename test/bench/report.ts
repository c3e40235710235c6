// What was measured as Markdown.
import { readFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import type { Line, Result } from './results.ts'
import { again, all, clients, peers, version } from './subjects.ts'
import { isReached, showFigure, showNoise, showTarget, type Figure } from './targets.ts'

const packages = [
  'holdfast',
  ...peers.map(({ name }) => name),
  ...clients.slice(1).map(({ name }) => name),
  'ws',
  'esbuild',
]

export function heading(browser: string): string {
  return [
    `- Date: ${date()}`,
    `- Machine: ${machine()}; load when the run began: ${loadavg()[0]?.toFixed(1)}`,
    `- ${browser.replace('/', ' ')}, Node ${process.version.slice(1)}`,
    `- ${packages.map((name) => `${name} ${version(name)}`).join(', ')}`,
  ].join('\n')
}

interface Rounds {
  ran: number
  planned: number
}

/** One case: its table, and below it what is to be reached. */
export function section(result: Result, { ran, planned }: Rounds): string {
  const { title, note, behind, columns, rows, figures, picture } = result
  const missing = ran < planned ? ` of ${planned}, since the time was up` : ''
  const told = planned > 0 ? `${note} Rounds: ${ran}${missing}.` : note
  const targets = figures.map(
    (figure) => `- ${figure.name}: ${showFigure(figure)}, target ${showTarget(figure)}: ${verdict(figure)}`,
  )
  const shown = picture ? [`![${picture.alt}](../../${picture.path})`, ''] : []
  const explained = behind === undefined ? [] : [`**Where Holdfast is behind:** ${behind}`, '']
  return [`## ${title}`, '', told, '', ...shown, table(columns, rows), '', ...explained, ...targets, ''].join('\n')
}

/** All that is to be reached. */
export function summary(figures: Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    showTarget(figure),
    showFigure(figure),
    showNoise(figure),
    verdict(figure),
  ])
  return table(['', 'target', 'measured', 'native, again', ''], rows)
}

/** Holdfast, native and the peers by a few figures. */
export function comparison(browser: string, lines: Line[]): string {
  const names = all.map(({ name }) => name).filter((name) => name !== again.name)
  const rows = lines.map(({ label, cell }) => [label, ...names.map(cell)])
  const about = [
    `Measured on ${date()} in ${browser.replace('/', ' ')} on ${machine()}. Less is better in each row; “–”: it does not do that.`,
    'Medians, with the smallest and the largest of the rounds in brackets where speed is measured.',
  ].join('\n')
  return [about, '', table(['', ...names], rows)].join('\n')
}

export function document(about: string, comparison: string, figures: Figure[], sections: string[]): string {
  const reached = figures.filter(isReached).length
  return [
    '# Results',
    '',
    'Written by `npm run bench`, which measures on your machine. Each figure is the median of the rounds, with the smallest and the',
    'largest of them in brackets. Where speed is measured, all subjects are frames of one page, which is loaded anew for each round;',
    'they take turns, each with a short slice of the work, in another order each time. A ratio compares a slice with the mean of the',
    'two native slices next to it. The row “native, again” is native against native: how far it is from 1 is noise.',
    '',
    about,
    '',
    '## Targets',
    '',
    `${reached} of ${figures.length} are reached. A ratio is to be read with “native, again” of the same run beside it.`,
    '',
    summary(figures),
    '',
    '## Side by side',
    '',
    comparison,
    '',
    ...sections,
  ].join('\n')
}

/** Puts the comparison in place of what a run before put into the README. */
export function quote(readme: string, comparison: string): string {
  return readme.replace(/(<!-- measured.*?-->\n).*?(<!-- end -->)/s, (_, begin: string, end: string) =>
    [begin, comparison, end].join('\n'),
  )
}

/** Padded, so that it can be read in a terminal too. */
function table(columns: string[], rows: string[][]): string {
  const widths = columns.map((column, index) => Math.max(3, column.length, ...rows.map((row) => row[index]!.length)))
  const line = (cells: string[]) =>
    `| ${cells.map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!))).join(' | ')} |`
  const rule = widths.map((width, index) => (index === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(columns), line(rule), ...rows.map(line)].join('\n')
}

function verdict(figure: Figure): string {
  return isReached(figure) ? 'reached' : '**not reached**'
}

function date(): string {
  return new Date().toISOString().slice(0, 10)
}

function machine(): string {
  const [cpu] = cpus()
  return `${cpus().length} cores of ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${system()}`
}

function system(): string {
  try {
    return /PRETTY_NAME="(.*)"/.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform
  } catch {
    return process.platform
  }
}
