/** The board: everybody's pointer, moved by hand or by the arrow keys. */
import type { Channel } from 'holdfast'
import { tab, type DemoClient } from '../parts/client.ts'
import { lineOf } from '../parts/colour.ts'
import { plural } from '../parts/format.ts'
import { moved, pointOf, TELL_INTERVAL, type Point } from '../parts/pointing.ts'
import type { Cursor, DemoChannels } from '../shared/channels.ts'
import { create, find, text } from './element.ts'

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
    this.#area.addEventListener('pointermove', (event) => this.#moveTo(pointOf(event, this.#area)))
    this.#area.addEventListener('pointerdown', (event) => this.#moveTo(pointOf(event, this.#area)))
    this.#area.addEventListener('keydown', (event) => this.#pressed(event))
  }

  #tell(): void {
    this.#timer = undefined
    if (!this.#own || this.#client.state.name === 'closed' || this.#client.state.name === 'closing') return
    // While the link is down, only the latest waits.
    this.#board.send('cursor', this.#own, { replace: 'cursor' })
  }

  #pressed(event: KeyboardEvent): void {
    const next = moved(event.key, this.#own)
    if (!next) return
    event.preventDefault()
    this.#moveTo(next)
  }

  #moveTo(point: Point | undefined): void {
    if (!point) return
    this.#own = point
    this.#timer ??= setTimeout(() => this.#tell(), TELL_INTERVAL)
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
