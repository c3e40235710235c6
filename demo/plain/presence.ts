/** Who else is in the room, and who writes something just now. */
import type { Channel } from 'holdfast'
import { tab } from '../parts/client.ts'
import { presenceOf, SHOWN, TELL_INTERVAL } from '../parts/presence.ts'
import type { DemoChannels, People } from '../shared/channels.ts'
import { find, text } from './element.ts'
import { onSomeFrames } from './frame.ts'

export function showPresence(room: Channel<DemoChannels['room:lobby']>, name: string): void {
  const people = text('people')
  const typing = text('typing')
  const input = find('chat-text', HTMLInputElement)
  const writers = new Map<string, { name: string; until: number }>()
  let toldAt = 0

  input.placeholder = `Say something as ${name}`
  input.addEventListener('input', () => {
    if (Date.now() - toldAt < TELL_INTERVAL) return
    toldAt = Date.now()
    // Worth nothing later: it is not kept while the link is down.
    if (room.state.name === 'joined') room.send('typing', {}, { volatile: true })
  })
  room.on('people', show)
  room.onState((state) => {
    if (state.name === 'joined') show(state.data.people)
  })
  room.on('typing', (guest) => {
    if (guest.id !== tab) writers.set(guest.id, { name: guest.name, until: Date.now() + SHOWN })
  })
  room.on('said', ({ from }) => {
    for (const [id, writer] of writers) if (writer.name === from) writers.delete(id)
  })
  onSomeFrames(200, (now) => {
    const names = [...writers.values()].filter(({ until }) => until > now).map((writer) => writer.name)
    typing(names.length > 0 ? `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} writing …` : '')
  })

  function show(now: People): void {
    people(presenceOf(now, name))
  }
}
