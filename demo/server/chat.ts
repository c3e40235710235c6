/** The chat's memory: the last lines that were said. Does not send anything. */
import type { ChatLine, ClientMessage } from '../shared/messages.ts'

const KEPT = 50

export class Chat {
  readonly history: ChatLine[] = []

  /** The line to relay; undefined if it is empty, or one that a client sent again after a broken link. */
  take({ id, from, text }: Extract<ClientMessage, { type: 'say' }>): ChatLine | undefined {
    const line = { id, from: from.trim(), text: text.trim(), at: Date.now() }
    if (line.text === '' || line.from === '') return undefined
    if (this.history.some((known) => known.id === id)) return undefined
    this.history.push(line)
    if (this.history.length > KEPT) this.history.shift()
    return line
  }
}
