/** The chat: relays what one says to the other tabs, also what was said while the link was down. */
import { MAX_TEXT, parseClientMessage, type ChatLine } from '../shared/messages.ts'
import { create, find } from './element.ts'
import { timeOfDay } from './format.ts'
import { onFrame } from './frame.ts'
import type { Live } from './live.ts'

const KEPT = 100

type Fate = 'queued' | 'sent' | 'delivered' | 'unconfirmed' | 'dropped'

const fates: Record<Fate, string> = {
  queued: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  unconfirmed: 'not confirmed',
  dropped: 'dropped',
}

interface Own {
  text: string
  fate: Fate
  label: HTMLElement
  again: HTMLButtonElement
}

export class Chat {
  readonly #live: Live
  readonly #name: string
  readonly #scroller = find('chat-log', HTMLElement)
  readonly #list = find('chat-lines', HTMLOListElement)
  readonly #own = new Map<string, Own>()
  readonly #known = new Set<string>()

  constructor(live: Live, name: string) {
    this.#live = live
    this.#name = name
    const input = find('chat-text', HTMLInputElement)
    find('chat-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault()
      const content = input.value.trim().slice(0, MAX_TEXT)
      if (content) this.#say(content)
      input.value = ''
    })
    live.on('said', ({ line }) => this.#hear(line))
    live.on('welcome', ({ history }) => history.forEach((line) => this.#hear(line)))
    live.client.on('drop', ({ data }) => this.#dropped(data))
    live.client.on('state', (_, previous) => {
      if (previous.name === 'open') this.#linkEnded()
    })
    onFrame(() => this.#markSent())
  }

  #say(content: string): void {
    const id = `${this.#live.tab}-${Date.now().toString(36)}-${this.#known.size}`
    this.#known.add(id)
    const label = create('span', 'fate')
    const again = create('button', 'again', 'Send again')
    again.type = 'button'
    again.hidden = true
    again.addEventListener('click', () => this.#send(id))
    this.#own.set(id, { text: content, fate: 'queued', label, again })
    this.#append({ id, from: this.#name, text: content, at: Date.now() }, label, again)
    this.#send(id)
  }

  #send(id: string): void {
    const own = this.#own.get(id)
    if (!own) return
    try {
      const outcome = this.#live.send({ type: 'say', id, from: this.#name, text: own.text })
      this.#setFate(own, outcome)
    } catch {
      // The outbox is full, or the client was closed.
      this.#setFate(own, 'dropped')
    }
  }

  /** What everyone hears, and by that what of one's own has arrived. */
  #hear(line: ChatLine): void {
    const own = this.#own.get(line.id)
    if (own) this.#setFate(own, 'delivered')
    if (this.#known.has(line.id)) return
    this.#known.add(line.id)
    this.#append(line)
  }

  /** What the link was handed before it broke may have arrived or not: the next one's history will tell. */
  #linkEnded(): void {
    for (const own of this.#own.values()) if (own.fate === 'sent') this.#setFate(own, 'unconfirmed')
  }

  #dropped(data: unknown): void {
    // A hundred thousand may be dropped at once: they are not all parsed to find a line of the chat.
    if (typeof data !== 'string' || !data.includes('"say"')) return
    const message = parseClientMessage(data)
    const own = message?.type === 'say' ? this.#own.get(message.id) : undefined
    if (own) this.#setFate(own, 'dropped')
  }

  /** The outbox is first in, first out: once it is empty, all that was queued is sent. */
  #markSent(): void {
    const { client } = this.#live
    const waiting = [...this.#own.values()].filter(({ fate }) => fate === 'queued')
    if (waiting.length === 0 || client.stats().queued.messages > 0) return
    for (const own of waiting) this.#setFate(own, client.state.name === 'open' ? 'sent' : 'unconfirmed')
  }

  #setFate(own: Own, fate: Fate): void {
    own.fate = fate
    own.label.dataset['fate'] = fate
    own.label.textContent = fates[fate]
    own.again.hidden = fate !== 'unconfirmed' && fate !== 'dropped'
  }

  #append(line: ChatLine, ...extras: HTMLElement[]): void {
    const item = create('li', extras.length > 0 ? 'chat-line own' : 'chat-line')
    item.dataset['id'] = line.id
    const head = create('p', 'chat-head')
    head.append(create('span', 'chat-name', line.from), create('time', 'chat-time', timeOfDay(line.at)), ...extras)
    item.append(head, create('p', 'chat-text', line.text))
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 40
    this.#list.append(item)
    while (this.#list.childElementCount > KEPT) this.#forget(this.#list.firstElementChild)
    if (isAtEnd || extras.length > 0) this.#scroller.scrollTop = this.#scroller.scrollHeight
  }

  #forget(item: Element | null): void {
    if (!(item instanceof HTMLElement)) return
    const id = item.dataset['id'] ?? ''
    item.remove()
    this.#own.delete(id)
    this.#known.delete(id)
  }
}
