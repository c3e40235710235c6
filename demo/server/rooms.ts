/** The rooms to chat in: their memory, and who is there. */
import type { IncomingMessage } from 'node:http'
import { Refusal } from 'holdfast/server'
import { rooms as names, type ChatLine, type DemoChannels, type Guest, type People } from '../shared/channels.ts'
import type { Realtime } from './realtime.ts'
import { tabOf } from './tab.ts'

const KEPT = 100
const MOST_NAMED = 20

export function serveRooms(server: Realtime): void {
  const rooms = new Map<string, Room>(names.map((name) => [`room:${name}`, new Room()]))
  const roomOf = (channel: string) => {
    const room = rooms.get(channel)
    if (!room) throw new Refusal('no-such-room', `There is no channel "${channel}"`)
    return room
  }
  const publish = <E extends keyof Events>(channel: string, event: E, data: Events[E]) =>
    server.publish(channel as `room:${string}`, event, data)

  server.channel('room:*', {
    subscribe({ name }, { channel, request }) {
      const room = roomOf(channel)
      room.guests.set(request, { id: tabOf(request), name })
      publish(channel, 'people', room.people)
      return { history: room.history, people: room.people }
    },
    left({ channel, request }) {
      const room = roomOf(channel)
      room.guests.delete(request)
      publish(channel, 'people', room.people)
    },
    events: {
      typing: (_, { channel, request }) => publish(channel, 'typing', roomOf(channel).guestOf(request)),
    },
    requests: {
      say({ id, text }, { channel, request }) {
        const room = roomOf(channel)
        const { name: from } = room.guestOf(request)
        const known = room.history.find((line) => line.id === id)
        if (known) return known
        const line = { id, from, text, at: Date.now() }
        room.remember(line)
        publish(channel, 'said', line)
        return line
      },
    },
  })
}

type Events = DemoChannels['room:lobby']['receive']

class Room {
  readonly history: ChatLine[] = []
  /** By the request of their link: one tab may have an old link that nobody knows to be dead yet. */
  readonly guests = new Map<IncomingMessage, Guest>()

  get people(): People {
    const byTab = new Map([...this.guests.values()].map((guest) => [guest.id, guest]))
    return { count: byTab.size, guests: [...byTab.values()].slice(0, MOST_NAMED) }
  }

  /** @throws Refusal for one who is not in the room */
  guestOf(request: IncomingMessage): Guest {
    const guest = this.guests.get(request)
    if (!guest) throw new Refusal('not-here', 'Join the room first')
    return guest
  }

  remember(line: ChatLine): void {
    this.history.push(line)
    if (this.history.length > KEPT) this.history.shift()
  }
}
