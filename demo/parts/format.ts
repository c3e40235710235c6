/** Numbers and times as people read them. */

const whole = new Intl.NumberFormat('en')
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

export function count(value: number): string {
  return whole.format(value)
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`
}

export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`
  if (value < 1_000_000) return `${(value / 1_000).toFixed(1)} kB`
  if (value < 1_000_000_000) return `${(value / 1_000_000).toFixed(1)} MB`
  return `${(value / 1_000_000_000).toFixed(1)} GB`
}

export function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${whole.format(Math.round(value))} ms`
}

export function seconds(milliseconds: number): string {
  return `${(Math.max(0, milliseconds) / 1_000).toFixed(1)} s`
}

export function wholeSeconds(milliseconds: number): string {
  return `${Math.max(0, Math.ceil(milliseconds / 1_000))} s`
}

export function timeOfDay(at: number): string {
  return clock.format(at)
}

/** With its sign, so that it can be told without colours. */
export function percent(value: number): string {
  const size = `${Math.abs(value).toFixed(1)}%`
  if (size === '0.0%') return size
  return `${value > 0 ? '▲' : '▼'} ${size}`
}
