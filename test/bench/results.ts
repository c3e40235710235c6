// What a case gives: a table, the figures that are to be reached, and lines for the comparison at the top.
import type { Figure } from './targets.ts'

export interface Result {
  title: string
  /** What was done, what is better, and how to read it. */
  note: string
  /** In what a peer is ahead of Holdfast, and why. */
  behind?: string
  columns: string[]
  rows: string[][]
  figures: Figure[]
  lines: Line[]
  picture?: Picture
}

/** One line of the comparison of all subjects. */
export interface Line {
  label: string
  /** `name` of a subject. */
  cell(name: string): string
}

export interface Picture {
  path: string
  /** What it shows, for who does not see it. */
  alt: string
  svg: string
}
