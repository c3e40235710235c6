/** The live charts: the last minute of measurements, with a gap wherever the link was down. */
import uPlot from 'uplot'
import type { ConnectionState } from 'holdfast'
import type { DemoClient } from '../parts/client.ts'
import type { Sample } from '../shared/channels.ts'
import { colour, onColourChange } from '../parts/colour.ts'
import { find } from './element.ts'
import { onSomeFrames } from './frame.ts'

const SHOWN = 60
const INTERVAL = 50
const FONT = '11px system-ui, sans-serif'

/** Seconds since 1970, as uPlot wants them. */
type Seconds = number

/** The measurements of the last minute; null where there was none. */
class Recording {
  at: Seconds[] = []
  cpu: (number | null)[] = []
  memory: (number | null)[] = []
  loop: (number | null)[] = []
  /** When the link was down: from, to. */
  outages: { from: Seconds; to: Seconds }[] = []

  add(sample: Sample | null): void {
    this.at.push(Date.now() / 1_000)
    this.cpu.push(sample && sample.cpu)
    this.memory.push(sample && (100 * sample.memoryUsed) / sample.memoryTotal)
    this.loop.push(sample && sample.loopDelay)
  }

  linkIs(name: ConnectionState['name']): void {
    const isDown = this.outages.at(-1)?.to === Infinity
    if (name === 'open') {
      const outage = this.outages.at(-1)
      if (outage && isDown) outage.to = Date.now() / 1_000
    } else if (!isDown) {
      this.add(null)
      this.outages.push({ from: Date.now() / 1_000, to: Infinity })
    }
  }

  forgetBefore(first: Seconds): void {
    this.outages = this.outages.filter(({ to }) => to >= first)
    const kept = this.at.findIndex((at) => at >= first)
    if (kept <= 0) return
    for (const column of [this.at, this.cpu, this.memory, this.loop]) column.splice(0, kept)
  }
}

export function drawCharts(client: DemoClient): void {
  const recording = new Recording()
  client.channel('machine').on('sample', (sample) => recording.add(sample))
  client.on('state', ({ name }) => recording.linkIs(name))
  recording.linkIs(client.state.name)

  const percent = plot('percent-chart', recording, ['cpu', 'memory'], {
    unit: '%',
    range: () => [0, 100],
    splits: () => [0, 25, 50, 75, 100],
    isLowest: false,
  })
  const loop = plot('loop-chart', recording, ['loop'], {
    unit: ' ms',
    range: (_, __, most) => [0, Math.max(5, most * 1.1)],
    isLowest: true,
  })
  onColourChange(() => {
    percent.redraw(false, true)
    loop.redraw(false, true)
  })
  onSomeFrames(INTERVAL, (now) => {
    recording.forgetBefore(now / 1_000 - SHOWN - 1)
    percent.setData([recording.at, recording.cpu, recording.memory])
    loop.setData([recording.at, recording.loop])
  })
}

interface Vertical {
  unit: string
  range: (plot: uPlot, least: number, most: number) => [number, number]
  splits?: () => number[]
  /** Whether the time is written below. */
  isLowest: boolean
}

function plot(id: string, recording: Recording, lines: string[], { unit, range, splits, isLowest }: Vertical): uPlot {
  const frame = find(id, HTMLElement)
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
      axes: [
        {
          ...axis,
          gap: 6,
          size: isLowest ? 26 : 8,
          splits: quarters,
          values: (_, at) => at.map((__, index) => (isLowest ? ago(index) : '')),
        },
        {
          ...axis,
          space: 28,
          size: 48,
          ...(splits && { splits }),
          values: (_, at) => at.map((value) => `${value}${unit}`),
        },
      ],
      series: [{}, ...lines.map((name) => ({ stroke: () => colour(name), width: 2, points: { show: false } }))],
      hooks: { drawClear: [(drawn) => shadeOutages(drawn, recording)] },
    },
    [[], ...lines.map(() => [])],
    frame,
  )
  new ResizeObserver(() => chart.setSize(size())).observe(frame)
  return chart
}

const axis = {
  stroke: () => colour('muted'),
  font: FONT,
  grid: { stroke: () => colour('grid'), width: 1 },
  ticks: { show: false },
} satisfies uPlot.Axis

function quarters(_: uPlot, __: number, least: number, most: number): number[] {
  return [0, 1, 2, 3, 4].map((quarter) => least + ((most - least) * quarter) / 4)
}

function ago(index: number): string {
  return index === 4 ? 'now' : `${SHOWN - index * 15} s ago`
}

function shadeOutages(chart: uPlot, { outages }: Recording): void {
  const { ctx, bbox } = chart
  const right = bbox.left + bbox.width
  ctx.save()
  ctx.fillStyle = colour('outage')
  for (const { from, to } of outages) {
    const start = Math.max(bbox.left, chart.valToPos(from, 'x', true))
    const end = Math.min(right, to === Infinity ? right : chart.valToPos(to, 'x', true))
    ctx.fillRect(start, bbox.top, Math.max(1, end - start), bbox.height)
  }
  ctx.restore()
}
