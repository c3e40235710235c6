/** The log: the last lines of what happened, newest first. However many come, it draws once a frame. */
import type { ServerOperation } from 'holdfast'
import { timeOfDay } from '../parts/format.ts'
import { button, create, find } from './element.ts'
import { onFrame } from './frame.ts'

const KEPT = 200

export type LogKind = 'state' | 'fault' | 'you' | 'in' | 'drop' | 'trouble'

interface Line {
  kind: LogKind
  content: string
  at: number
}

export class Log {
  readonly #list = find('log-lines', HTMLOListElement)
  readonly #eachMessage = find('log-messages', HTMLInputElement)
  #fresh: Line[] = []

  constructor() {
    button('log-clear', () => this.#clear())
    onFrame(() => this.#draw())
  }

  add(kind: LogKind, content: string): void {
    this.#fresh.push({ kind, content, at: Date.now() })
    // A hidden page draws nothing: what it would not keep anyway must not pile up.
    if (this.#fresh.length > 2 * KEPT) this.#fresh = this.#fresh.slice(-KEPT)
  }

  /** A message that came in; shown only on demand, for there are many. */
  addMessage(operation: ServerOperation): void {
    if (this.#eachMessage.checked) this.add('in', JSON.stringify(operation).slice(0, 300))
  }

  #clear(): void {
    this.#fresh = []
    this.#list.replaceChildren()
  }

  #draw(): void {
    if (this.#fresh.length === 0) return
    const lines = this.#fresh.slice(-KEPT).reverse()
    this.#fresh = []
    while (this.#list.childElementCount > KEPT - lines.length) this.#list.lastElementChild?.remove()
    this.#list.prepend(...lines.map(draw))
  }
}

function draw({ kind, content, at }: Line): HTMLLIElement {
  const line = create('li', 'log-line')
  line.dataset['kind'] = kind
  const time = create('time', 'log-time', timeOfDay(at))
  time.dateTime = new Date(at).toISOString()
  line.append(time, create('span', 'log-kind', kind), create('span', 'log-text', content))
  return line
}
