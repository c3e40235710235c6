// What Holdfast is to reach, and whether it does.
import { median, ratiosOf, show, showRange, type Samples } from './figures.ts'
import { again } from './subjects.ts'

export interface Figure {
  name: string
  /** By round. */
  values: number[]
  atMost?: number
  atLeast?: number
  digits?: number
  /** What is smaller was not told, and is 0. */
  least?: number
  /** Native against native: how much of the figure is noise. */
  noise?: number[]
  /** Whether a figure within the noise is good enough. */
  mayBeNoise?: boolean
}

/** A ratio to native, with that of native to itself beside it. */
export function ratioFigure(
  samples: Samples,
  subject: string,
  key: string,
  figure: Omit<Figure, 'values' | 'noise'>,
): Figure {
  return {
    digits: 3,
    ...figure,
    values: ratiosOf(samples, subject, key),
    noise: ratiosOf(samples, again.name, key),
  }
}

export function isReached({ values, atMost = Infinity, atLeast = -Infinity, noise = [], mayBeNoise }: Figure): boolean {
  const value = median(values)
  if (value <= atMost && value >= atLeast) return true
  return mayBeNoise === true && value >= Math.min(...noise) && value <= Math.max(...noise)
}

export function showTarget({ atMost, atLeast, mayBeNoise, digits = 0 }: Figure): string {
  const bound = atMost === undefined ? `≥ ${shortest(atLeast, digits)}` : `≤ ${shortest(atMost, digits)}`
  return atMost === 0 ? '0' : bound + (mayBeNoise ? ' or as native, again' : '')
}

export function showFigure({ values, digits, least }: Figure): string {
  return showRange(values, digits, least)
}

export function showNoise({ noise, digits }: Figure): string {
  return noise ? showRange(noise, digits) : ''
}

/** Without the zeros that the figure itself has for the sake of its digits. */
function shortest(bound = NaN, digits: number): string {
  return show(bound, digits === 3 ? 2 : digits)
}
