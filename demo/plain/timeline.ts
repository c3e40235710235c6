/** The strip that draws the states of the last two minutes, and the faults that were ordered. */
import type { ConnectionState } from 'holdfast'
import type { DemoClient } from '../parts/client.ts'
import { colour, onColourChange } from '../parts/colour.ts'
import { find } from './element.ts'
import { onSomeFrames } from './frame.ts'

const SHOWN = 120_000
const INTERVAL = 100
const LABELS = 18
const AXIS = 16
const LEAST = 2

type Name = ConnectionState['name']

// States differ in height as well as in colour, so that one can tell them apart without seeing colours.
const heights: Record<Name, number> = {
  open: 1,
  connecting: 0.66,
  waiting: 0.4,
  suspended: 0.2,
  idle: 0.1,
  closing: 0.1,
  closed: 0.1,
}

interface Span {
  name: Name
  from: number
}

export class Timeline {
  readonly #canvas = find('timeline', HTMLCanvasElement)
  #spans: Span[] = []
  #marks: { label: string; at: number }[] = []
  #width = 0
  #height = 0

  constructor(client: DemoClient) {
    this.#spans.push({ name: client.state.name, from: Date.now() })
    client.on('state', ({ name }) => {
      if (this.#spans.at(-1)?.name !== name) this.#spans.push({ name, from: Date.now() })
    })
    new ResizeObserver(() => this.#resize()).observe(this.#canvas)
    this.#resize()
    onColourChange(() => this.#draw(Date.now()))
    onSomeFrames(INTERVAL, (now) => this.#draw(now))
  }

  /** Notes on the strip that something was done now. */
  mark(label: string): void {
    this.#marks.push({ label, at: Date.now() })
  }

  #resize(): void {
    const { clientWidth, clientHeight } = this.#canvas
    this.#width = clientWidth
    this.#height = clientHeight
    this.#canvas.width = Math.round(clientWidth * devicePixelRatio)
    this.#canvas.height = Math.round(clientHeight * devicePixelRatio)
    this.#draw(Date.now())
  }

  #draw(now: number): void {
    const context = this.#canvas.getContext('2d')
    if (!context) return
    const first = now - SHOWN
    this.#spans = this.#spans.filter((_, index) => (this.#spans[index + 1]?.from ?? now) >= first)
    this.#marks = this.#marks.filter(({ at }) => at >= first)
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    context.clearRect(0, 0, this.#width, this.#height)
    context.font = '11px system-ui, sans-serif'
    this.#drawSpans(context, now)
    this.#drawMarks(context, now)
    this.#drawAxis(context)
  }

  #drawSpans(context: CanvasRenderingContext2D, now: number): void {
    const tallest = this.#height - LABELS - AXIS
    const floor = LABELS + tallest
    context.fillStyle = colour('track')
    context.fillRect(0, LABELS, this.#width, tallest)
    const ends = this.#spans.map((_, index) => this.#spans[index + 1]?.from ?? now)
    const drawn = this.#spans.map(({ name, from }, index) => ({ name, from, to: ends[index] ?? now }))
    // What is not open comes last and a little wider: also an outage of an instant must be seen.
    drawn.sort((a, b) => Number(b.name === 'open') - Number(a.name === 'open') || a.from - b.from)
    for (const { name, from, to } of drawn) {
      const left = Math.max(0, this.#x(from, now))
      const width = Math.max(name === 'open' ? 1 : LEAST, this.#x(to, now) - left)
      const height = tallest * heights[name]
      context.fillStyle = colour('track')
      context.fillRect(left, LABELS, width, tallest)
      context.fillStyle = colour(`state-${name}`)
      context.fillRect(left, floor - height, width, height)
    }
  }

  #drawMarks(context: CanvasRenderingContext2D, now: number): void {
    context.strokeStyle = colour('text')
    context.fillStyle = colour('text')
    // Where two labels would overlap, the newer one is drawn.
    let free = this.#width
    for (const { label, at } of [...this.#marks].reverse()) {
      const x = Math.round(this.#x(at, now)) + 0.5
      context.beginPath()
      context.moveTo(x, LABELS - 4)
      context.lineTo(x, this.#height - AXIS)
      context.stroke()
      const { width } = context.measureText(label)
      const left = Math.min(x, this.#width - width)
      if (left + width > free) continue
      context.fillText(label, left, LABELS - 7)
      free = left - 8
    }
  }

  #drawAxis(context: CanvasRenderingContext2D): void {
    context.fillStyle = colour('muted')
    const y = this.#height - 3
    context.fillText('2 min ago', 0, y)
    context.textAlign = 'center'
    context.fillText('1 min ago', this.#width / 2, y)
    context.textAlign = 'right'
    context.fillText('now', this.#width, y)
    context.textAlign = 'left'
  }

  #x(at: number, now: number): number {
    return this.#width * (1 - (now - at) / SHOWN)
  }
}
