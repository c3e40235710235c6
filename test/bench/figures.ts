// Many samples as few figures.
import { again, native } from './subjects.ts'

/** What one slice of the work gave, by metric. */
export type Sample = Record<string, number>
/** By subject, then by round, then by slice. */
export type Samples = Map<string, Sample[][]>

export interface Metric {
  key: string
  label: string
  digits?: number
  /** What is smaller was not told, and is 0. */
  least?: number
  /** Shown as a ratio to native as well. */
  ratio?: boolean
}

export function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * part
  const low = sorted[Math.floor(place)] ?? NaN
  const high = sorted[Math.ceil(place)] ?? NaN
  return low === high ? low : low + (high - low) * (place % 1)
}

export const median = (values: number[]): number => quantile(values, 0.5)
export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

export function show(value: number, digits = 0): string {
  if (value === Infinity) return 'never'
  if (Number.isNaN(value)) return '–'
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** The median, and in brackets the smallest and the largest. */
export function showRange(values: number[], digits = 0, least = 0): string {
  const known = values.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return '–'
  const shown = [median(known), Math.min(...known), Math.max(...known)].map((value) => showLeast(value, digits, least))
  const [middle, low, high] = shown
  return low === high ? middle! : `${middle} (${low}–${high})`
}

function showLeast(value: number, digits = 0, least = 0): string {
  return value < least ? `< ${least}` : show(value, digits)
}

/** A metric of a subject in each round: the median of its slices. */
export function valuesOf(samples: Samples, name: string, key: string): number[] {
  return (samples.get(name) ?? []).map((slices) => median(slices.map((slice) => slice[key] ?? NaN)))
}

/** The same as a ratio to native, slice by slice: what the machine does meanwhile is in both. */
export function ratiosOf(samples: Samples, name: string, key: string): number[] {
  const bases = name === again.name ? [native.name] : [native.name, again.name]
  return (samples.get(name) ?? []).map((slices, round) => {
    const ratios = slices.map((slice, index) => {
      const base = bases.map((each) => samples.get(each)?.[round]?.[index]?.[key] ?? NaN)
      return (slice[key] ?? NaN) / (sum(base) / base.length)
    })
    return median(ratios)
  })
}

/** One row for each subject. */
export function compare(samples: Samples, metrics: Metric[]): { columns: string[]; rows: string[][] } {
  const columns = metrics.flatMap(({ label, ratio }) => (ratio ? [label, '× native'] : [label]))
  const rows = [...samples.keys()].map((name) => [
    name,
    ...metrics.flatMap(({ key, digits, least, ratio }) => {
      const value = showRange(valuesOf(samples, name, key), digits, least)
      if (!ratio) return [value]
      return [value, name === native.name ? '1' : showRange(ratiosOf(samples, name, key), 3)]
    }),
  ])
  return { columns: ['', ...columns], rows }
}
