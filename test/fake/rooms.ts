// Rooms to try channels with.
import type { ChannelState, ClientOptions } from '../../src/index.ts'
import { openStage } from './channel-stage.ts'

interface Room {
  receive: { message: { text: string } }
  send: { typing: { who: string } }
  request: { say(params: { text: string }): { id: string } }
  params: { token: string } | undefined
  joined: { members: number }
  errors: { full: { limit: number } }
}

export interface Rooms {
  '': { receive: { notice: string }; request: { me(): { name: string } } }
  [name: `room:${string}`]: Room
}

export const ignore = () => undefined

/** A stage whose link is open, and is not watched, so that time can go by. */
export const openRooms = (options?: ClientOptions) => openStage<Rooms>({ heartbeat: false, ...options })

/** A stage on which this channel is joined, and the names of its states from then on. */
export async function joinedRoom(options?: ClientOptions) {
  const stage = await openRooms(options)
  const room = stage.client.channel('room:1')
  const off = room.on('message', ignore)
  await stage.answer({ members: 1 })
  const states: ChannelState[] = []
  room.onState((state) => void states.push(state))
  return { stage, room, off, states, names: () => states.map(({ name }) => name) }
}
