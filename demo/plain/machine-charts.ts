/** The machine's charts: the last minute of measurements, with a gap wherever the link was down. */
import type { ConnectionState } from 'holdfast'
import type uPlot from 'uplot'
import type { DemoClient } from '../parts/client.ts'
import { colour } from '../parts/colour.ts'
import { createPlot, SHOWN } from '../parts/plot.ts'
import type { Sample } from '../shared/channels.ts'
import { find } from './element.ts'
import { onSomeFrames } from './frame.ts'

const INTERVAL = 50
/** A hidden page draws nothing, and would gather measurements without end. */
const MOST = 5_000

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
    if (this.at.length > MOST) this.forgetOld()
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

  forgetOld(): void {
    const first = Date.now() / 1_000 - SHOWN - 1
    this.outages = this.outages.filter(({ to }) => to >= first)
    const kept = this.at.findIndex((at) => at >= first)
    if (kept <= 0) return
    for (const column of [this.at, this.cpu, this.memory, this.loop]) column.splice(0, kept)
  }
}

export function drawMachine(client: DemoClient): void {
  const recording = new Recording()
  client.channel('machine').on('sample', (sample) => recording.add(sample))
  client.on('state', ({ name }) => recording.linkIs(name))
  recording.linkIs(client.state.name)

  const paintBehind = (plot: uPlot) => shadeOutages(plot, recording)
  const percent = createPlot(find('percent-chart', HTMLElement), {
    lines: ['cpu', 'memory'],
    unit: '%',
    range: () => [0, 100],
    splits: () => [0, 25, 50, 75, 100],
    hasTime: false,
    paintBehind,
  })
  const loop = createPlot(find('loop-chart', HTMLElement), {
    lines: ['loop'],
    unit: ' ms',
    range: (_, __, most) => [0, Math.max(5, most * 1.1)],
    paintBehind,
  })
  onSomeFrames(INTERVAL, () => {
    recording.forgetOld()
    percent.setData([recording.at, recording.cpu, recording.memory])
    loop.setData([recording.at, recording.loop])
  })
}

function shadeOutages({ ctx, bbox, valToPos }: uPlot, { outages }: Recording): void {
  const right = bbox.left + bbox.width
  ctx.save()
  ctx.fillStyle = colour('outage')
  for (const { from, to } of outages) {
    const start = Math.max(bbox.left, valToPos(from, 'x', true))
    const end = Math.min(right, to === Infinity ? right : valToPos(to, 'x', true))
    ctx.fillRect(start, bbox.top, Math.max(1, end - start), bbox.height)
  }
  ctx.restore()
}
