// Many samples as few figures.

export interface Table {
  title: string
  /** What was done, and how to read it. */
  note: string
  columns: string[]
  rows: string[][]
}

/** What one run of one subject gave, by metric. */
export type Sample = Record<string, number>

export interface Metric {
  key: string
  label: string
  digits?: number
  /** What is smaller was not told, and is 0. */
  least?: number
  /** Shown as a ratio to native of the same round as well. */
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

export function show(value: number, digits = 0): string {
  if (value === Infinity) return 'never'
  if (Number.isNaN(value)) return '–'
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** The median, and in brackets the smallest and the largest. */
export function showRange(values: number[], digits = 0, least = 0): string {
  const known = values.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return '–'
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const shown = [median(known), low, high].map((value) => (value < least ? `< ${least}` : show(value, digits)))
  return `${shown[0]} (${shown[1]}–${shown[2]})`
}

/** One row for each subject; ratios are medians over the rounds of the ratio to the first subject. */
export function compare(samples: Map<string, Sample[]>, metrics: Metric[]): Pick<Table, 'columns' | 'rows'> {
  const [first = []] = samples.values()
  const columns = metrics.flatMap(({ label, ratio }) => (ratio ? [label, '× native'] : [label]))
  const rows = [...samples].map(([name, own]) => [
    name,
    ...metrics.flatMap(({ key, digits, least, ratio }) => {
      const values = own.map((sample) => sample[key] ?? NaN)
      const ratios = values.map((value, round) => value / (first[round]?.[key] ?? NaN))
      const known = ratios.filter((value) => !Number.isNaN(value))
      return [showRange(values, digits, least), ...(ratio ? [known.length ? show(median(known), 3) : '–'] : [])]
    }),
  ])
  return { columns: ['', ...columns], rows }
}
