/** The buttons that break things: they order a fault from the server over HTTP, which no fault disturbs. */
import type { FaultName, FaultOrder, OngoingFault } from '../shared/faults.ts'
import { create, find, text } from './element.ts'
import { closeCodes, faults, type Fault } from '../parts/fault-list.ts'
import { seconds } from '../parts/format.ts'
import { orderFault, outcomeOf, readOrder } from '../parts/order.ts'
import { onSomeFrames } from './frame.ts'

const INTERVAL = 200

export interface FaultEvents {
  ordered(label: string): void
  failed(label: string, problem: string): void
}

export class Faults {
  readonly #events: FaultEvents
  readonly #report = text('fault-report')
  readonly #everyone = find('scope-everyone', HTMLInputElement)
  readonly #code = create('select', 'code')
  /** Faults that go on, and until when. */
  #ongoing = new Map<FaultName, number>()
  /** Which button ordered a fault last: it alone shows that the fault goes on. */
  readonly #orderedBy = new Map<FaultName, string>()

  constructor(events: FaultEvents) {
    this.#events = events
    this.#code.id = 'close-code'
    this.#code.setAttribute('aria-label', 'Close code')
    this.#code.append(...closeCodes.map(({ code, meaning }) => new Option(`${code} ${meaning}`, String(code))))
    const rows = faults.map((fault) => this.#row(fault))
    find('fault-list', HTMLUListElement).append(...rows.map(({ item }) => item))
    onSomeFrames(INTERVAL, (now) => {
      for (const { item, left, fault } of rows) this.#showOngoing(item, left, fault, now)
    })
  }

  /** Orders the fault; resolves when the server has done it, whether or not it could. */
  async order(id: string, name: FaultName, label: string, options: Omit<FaultOrder, 'tab'> = {}): Promise<void> {
    this.#orderedBy.set(name, id)
    this.#events.ordered(label)
    try {
      const report = await orderFault(name, { everyone: this.#everyone.checked, ...options })
      const now = Date.now()
      this.#ongoing = new Map(report.ongoing.map(({ fault, remaining }) => [fault, endOf(remaining, now)]))
      this.#report(`${label}: ${outcomeOf(name, report)}.`)
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      this.#report(`${label}: ${problem}`)
      this.#events.failed(label, problem)
    }
  }

  #row(fault: Fault): { item: HTMLLIElement; left: HTMLElement; fault: Fault } {
    const item = create('li', 'fault')
    const press = create('button', 'fault-button')
    const words = create('p', 'fault-words')
    const left = create('span', 'fault-left')
    // It changes all the time: only for the eye.
    left.ariaHidden = 'true'
    press.append(create('span', 'fault-label', fault.label), left)
    press.type = 'button'
    press.id = `fault-${fault.id}`
    words.id = `fault-${fault.id}-words`
    press.setAttribute('aria-describedby', words.id)
    words.append(`${fault.does} `, create('span', 'fault-watch', fault.watch))
    press.addEventListener('click', () => void this.#press(fault))
    item.append(press, words, ...(fault.id === 'close' ? [this.#code] : []))
    return { item, left, fault }
  }

  #press(fault: Fault): Promise<void> {
    const { label, order } = readOrder(fault, Number(this.#code.value), [...this.#ongoing.keys()])
    return this.order(fault.id, fault.name, label, order)
  }

  #showOngoing(item: HTMLElement, left: HTMLElement, { id, name }: Fault, now: number): void {
    const end = this.#orderedBy.get(name) === id ? this.#ongoing.get(name) : undefined
    const isOngoing = end !== undefined && end > now
    item.classList.toggle('ongoing', isOngoing)
    const content = !isOngoing ? '' : end === Infinity ? 'until healed' : `${seconds(end - now)} left`
    if (left.textContent !== content) left.textContent = content
  }
}

function endOf(remaining: OngoingFault['remaining'], now: number): number {
  return remaining === null ? Infinity : now + remaining
}
