// What a user might write: a component's logic over a client that is handed in. testing.test.ts tests it as users would.
import type { Client, RemoteError } from '../../../src/index.ts'

export interface Message {
  id: string
  from: string
  text: string
}

export interface Room {
  receive: { message: Message }
  send: { typing: { who: string } }
  request: { say(params: { text: string }): { id: string } }
  params: { token: string }
  joined: { members: string[] }
  errors: { full: { limit: number } }
}

export interface Channels {
  [name: `room:${string}`]: Room
}

export class Chat {
  members: string[] = []
  messages: string[] = []
  banner = ''
  readonly #room

  constructor(client: Client<Channels>, name: string) {
    this.#room = client.channel(`room:${name}`)
    this.#room.onState((state) => {
      if (state.name === 'joined') this.members = [...state.data.members]
      this.banner =
        { joined: '', refused: 'You may not enter', kicked: 'You were shown out' }[state.name as string] ?? '…'
    })
    this.#room.on('message', ({ from, text }) => this.messages.push(`${from}: ${text}`))
    this.#room.join({ token: 't' }).catch(() => undefined)
  }

  async say(text: string): Promise<void> {
    try {
      const { id } = await this.#room.request('say', { text })
      this.messages.push(`me: ${text} (${id})`)
    } catch (error) {
      this.banner = this.#room.isError(error, 'full')
        ? `Only ${error.data.limit} messages a minute`
        : `Not said: ${(error as RemoteError).code}`
    }
  }

  typing(): void {
    this.#room.send('typing', { who: 'me' })
  }
}
