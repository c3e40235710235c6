/** The chat: relays what one says to the other tabs, also what was said while the link was down. */
import type { Channel } from 'holdfast'
import { tab, type DemoClient } from '../parts/client.ts'
import { timeOfDay } from '../parts/format.ts'
import { MAX_TEXT, type ChatLine, type DemoChannels } from '../shared/channels.ts'
import { create, find } from './element.ts'
import { onFrame } from './frame.ts'

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
  readonly #client: DemoClient
  readonly #room: Channel<DemoChannels['room:lobby']>
  readonly #name: string
  readonly #scroller = find('chat-log', HTMLElement)
  readonly #list = find('chat-lines', HTMLOListElement)
  readonly #own = new Map<string, Own>()
  readonly #known = new Set<string>()

  constructor(client: DemoClient, room: Channel<DemoChannels['room:lobby']>, name: string) {
    this.#client = client
    this.#room = room
    this.#name = name
    const input = find('chat-text', HTMLInputElement)
    find('chat-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault()
      const content = input.value.trim().slice(0, MAX_TEXT)
      if (content) this.#say(content)
      input.value = ''
    })
    room.on('said', (line) => this.#hear(line))
    // What was said while the link was down.
    room.onState((state) => {
      if (state.name === 'joined') state.data.history.forEach((line) => this.#hear(line))
    })
    // If there is no link yet, there is nothing to wait for: the channel is joined as soon as there is one.
    room.join({ name }).catch(() => undefined)
    client.on('state', (_, previous) => {
      if (previous.name === 'open') this.#linkEnded()
    })
    onFrame(() => this.#markSent())
  }

  #say(content: string): void {
    const id = `${tab}-${Date.now().toString(36)}-${this.#known.size}`
    this.#known.add(id)
    const label = create('span', 'fate')
    const again = create('button', 'again', 'Send again')
    again.type = 'button'
    again.hidden = true
    again.addEventListener('click', () => void this.#send(id))
    this.#own.set(id, { text: content, fate: 'queued', label, again })
    this.#append({ id, from: this.#name, text: content, at: Date.now() }, label, again)
    void this.#send(id)
  }

  /** The server knows a line by its id: if the link breaks before the answer, it may be asked again. */
  async #send(id: string): Promise<void> {
    const own = this.#own.get(id)
    if (!own) return
    this.#setFate(own, 'queued')
    try {
      await this.#room.request('say', { id, text: own.text }, { idempotent: true, timeout: Infinity })
      this.#setFate(own, 'delivered')
    } catch {
      // The outbox is full or was discarded, or the client was closed. It may have come back from the server before.
      if (own.fate !== 'delivered') this.#setFate(own, 'dropped')
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

  /** What the link was handed before it broke may have arrived or not: it is asked again on the next one. */
  #linkEnded(): void {
    for (const own of this.#own.values()) if (own.fate === 'sent') this.#setFate(own, 'unconfirmed')
  }

  /** The outbox is first in, first out: once it is empty, all that was queued is sent. */
  #markSent(): void {
    const client = this.#client
    const waiting = [...this.#own.values()].filter(({ fate }) => fate === 'queued' || fate === 'unconfirmed')
    if (waiting.length === 0 || client.state.name !== 'open' || client.stats().queued.messages > 0) return
    for (const own of waiting) this.#setFate(own, 'sent')
  }

  #setFate(own: Own, fate: Fate): void {
    own.fate = fate
    own.label.dataset['fate'] = fate
    own.label.textContent = fates[fate]
    own.again.hidden = fate !== 'dropped'
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
