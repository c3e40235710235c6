/** The board: everybody's pointer, moved by hand or by the arrow keys. */
import type { Channel } from 'holdfast'
import { tab, type DemoClient } from '../parts/client.ts'
import { lineOf } from '../parts/colour.ts'
import { plural } from '../parts/format.ts'
import type { Cursor, DemoChannels } from '../shared/channels.ts'
import { create, find, text } from './element.ts'

/** How often (ms) one's own pointer is told, at the most. */
const INTERVAL = 50
const STEP = 0.04

interface Point {
  x: number
  y: number
}

const steps = new Map<string, Point>([
  ['ArrowLeft', { x: -STEP, y: 0 }],
  ['ArrowRight', { x: STEP, y: 0 }],
  ['ArrowUp', { x: 0, y: -STEP }],
  ['ArrowDown', { x: 0, y: STEP }],
])

export class Board {
  readonly #area = find('board-area', HTMLElement)
  readonly #people = text('board-people')
  readonly #client: DemoClient
  readonly #board: Channel<DemoChannels['board']>
  readonly #name: string
  readonly #marks = new Map<string, HTMLElement>()
  #own: Point | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(client: DemoClient, name: string) {
    this.#name = name
    this.#client = client
    this.#board = client.channel('board')
    this.#board.join({ name }).catch(() => undefined)
    this.#board.onState((state) => {
      this.#area.classList.toggle('stale', state.name !== 'joined')
      if (state.name !== 'joined') return
      for (const id of this.#marks.keys()) this.#take(id)
      state.data.cursors.forEach((cursor) => this.#place(cursor))
      // Where one was when the link broke, the server has forgotten.
      this.#moveTo(this.#own)
    })
    // Both are drawn with the frame, so that nobody who left is drawn after that.
    const paced = { coalesce: 'frame', key: ({ id }: { id: string }) => id } as const
    this.#board.on('cursor', (cursor) => cursor.id !== tab && this.#place(cursor), paced)
    this.#board.on('gone', ({ id }) => this.#take(id), paced)
    this.#area.addEventListener('pointermove', (event) => this.#moveTo(this.#pointOf(event)))
    this.#area.addEventListener('pointerdown', (event) => this.#moveTo(this.#pointOf(event)))
    this.#area.addEventListener('keydown', (event) => this.#pressed(event))
  }

  #tell(): void {
    this.#timer = undefined
    if (!this.#own || this.#client.state.name === 'closed' || this.#client.state.name === 'closing') return
    // While the link is down, only the latest waits.
    this.#board.send('cursor', this.#own, { replace: 'cursor' })
  }

  #pressed(event: KeyboardEvent): void {
    const step = steps.get(event.key)
    if (!step) return
    event.preventDefault()
    const { x, y } = this.#own ?? { x: 0.5, y: 0.5 }
    this.#moveTo({ x: within(x + step.x), y: within(y + step.y) })
  }

  #pointOf({ clientX, clientY }: PointerEvent): Point {
    const { left, top, width, height } = this.#area.getBoundingClientRect()
    return { x: within((clientX - left) / width), y: within((clientY - top) / height) }
  }

  #moveTo(point: Point | undefined): void {
    if (!point) return
    this.#own = point
    this.#timer ??= setTimeout(() => this.#tell(), INTERVAL)
    this.#place({ id: tab, name: this.#name, ...point })
  }

  #place({ id, name, x, y }: Cursor): void {
    const mark = this.#marks.get(id) ?? this.#add(id, name)
    mark.style.left = `${x * 100}%`
    mark.style.top = `${y * 100}%`
    // Near the edge, the name goes to the other side.
    mark.classList.toggle('mirrored', x > 0.6)
  }

  #add(id: string, name: string): HTMLElement {
    const mark = create('div', id === tab ? 'cursor own' : 'cursor')
    mark.dataset['line'] = lineOf(id)
    mark.append(create('span', 'cursor-name', id === tab ? 'You' : name))
    this.#marks.set(id, mark)
    this.#area.append(mark)
    this.#count()
    return mark
  }

  #take(id: string): void {
    this.#marks.get(id)?.remove()
    this.#marks.delete(id)
    this.#count()
  }

  #count(): void {
    this.#people(plural(this.#marks.size, 'pointer'))
  }
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share))
}
