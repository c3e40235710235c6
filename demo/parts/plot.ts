/** How the live charts look: the last minute up to now, from left to right. Holds no data of its own. */
import uPlot from 'uplot'
import { colour, onColourChange } from './colour.ts'

/** Seconds. */
export const SHOWN = 60
const FONT = '11px system-ui, sans-serif'

export interface Plot {
  /** Draws these columns: times, then values for each line; null where there is none. */
  setData(data: uPlot.AlignedData): void
  /** Takes the chart away. */
  remove(): void
}

export interface PlotOptions {
  /** The names of the colours of its lines. */
  lines: string[]
  /** What is written behind each number on the left. */
  unit: string
  /** The lowest and the highest number shown. */
  range: (plot: uPlot, least: number, most: number) => [number, number]
  splits?: () => number[]
  /** Whether the time is written below. @default true */
  hasTime?: boolean
  /** Whether a line goes on across places without a value. @default false */
  spanGaps?: boolean
  /** Paints what is behind the lines. */
  paintBehind?: (plot: uPlot) => void
}

/** Fills `frame`, whatever size it has or gets. */
export function createPlot(frame: HTMLElement, options: PlotOptions): Plot {
  const { lines, range, spanGaps = false, paintBehind } = options
  const size = () => ({ width: frame.clientWidth, height: frame.clientHeight })
  const chart = new uPlot(
    {
      ...size(),
      padding: [8, 20, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { range: () => [Date.now() / 1_000 - SHOWN, Date.now() / 1_000] },
        y: { range },
      },
      axes: axes(options),
      series: [
        {},
        ...lines.map((name) => ({ stroke: () => colour(name), width: 2, points: { show: false }, spanGaps })),
      ],
      hooks: { drawClear: paintBehind ? [paintBehind] : [] },
    },
    [[], ...lines.map(() => [])],
    frame,
  )
  const resized = new ResizeObserver(() => chart.setSize(size()))
  resized.observe(frame)
  const offColours = onColourChange(() => chart.redraw(false, true))
  return {
    setData: (data) => chart.setData(data),
    remove() {
      resized.disconnect()
      offColours()
      chart.destroy()
    },
  }
}

function axes({ unit, splits, hasTime = true }: PlotOptions): uPlot.Axis[] {
  const common = {
    stroke: () => colour('muted'),
    font: FONT,
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { show: false },
  }
  return [
    {
      ...common,
      gap: 6,
      size: hasTime ? 26 : 8,
      splits: quarters,
      values: (_, at) => at.map((__, index) => (hasTime ? ago(index) : '')),
    },
    {
      ...common,
      space: 28,
      size: 48,
      ...(splits && { splits }),
      values: (_, at) => at.map((value) => `${value}${unit}`),
    },
  ]
}

function quarters(_: uPlot, __: number, least: number, most: number): number[] {
  return [0, 1, 2, 3, 4].map((quarter) => least + ((most - least) * quarter) / 4)
}

function ago(index: number): string {
  return index === 4 ? 'now' : `${SHOWN - index * 15} s ago`
}
