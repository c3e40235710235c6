/** The demo's page: one link, and everything that shows how it lives. */
import type { ConnectionState } from 'holdfast'
import { connect } from '../parts/client.ts'
import { seconds } from '../parts/format.ts'
import { guestName } from '../parts/name.ts'
import { reasonOf, titleOf, unsureOf } from '../parts/words.ts'
import { Board } from './board.ts'
import { Chat } from './chat.ts'
import { logDrops } from './drops.ts'
import { showFigures } from './figures.ts'
import { Faults } from './faults.ts'
import { startFrames } from './frame.ts'
import { Log } from './log.ts'
import { drawMachine } from './machine-charts.ts'
import { offerOffline } from './offline.ts'
import { showOutbox } from './outbox.ts'
import { showPresence } from './presence.ts'
import { showPrices } from './prices.ts'
import { showReadings } from './readings.ts'
import { showStatus } from './status.ts'
import { offerStream } from './stream.ts'
import { Timeline } from './timeline.ts'

const log = new Log()
const client = connect({ onIncoming: (operation) => log.addMessage(operation) })
Object.assign(window, { client })

const timeline = new Timeline(client)
showStatus(client)
drawMachine(client)
showReadings(client)
showFigures(client)
showPrices(client)
offerStream(client)
showOutbox(client, log)
logDrops(client, log)
const name = guestName()
const room = client.channel('room:lobby')
new Chat(client, room, name)
showPresence(room, name)
new Board(client, name)

const faults = new Faults({
  ordered(label) {
    timeline.mark(label)
    log.add('fault', label)
  },
  failed: (label, problem) => log.add('trouble', `${label}: ${problem}`),
})
offerOffline(client, faults)

client.on('state', (state, previous) => {
  if (state.name !== previous.name) log.add('state', wordsOf(state))
})
startFrames()

function wordsOf(state: ConnectionState): string {
  if (state.name === 'connecting') return `Attempt ${state.attempt}.`
  if (state.name === 'open') return 'Connected.'
  if (state.name === 'waiting')
    return `${reasonOf(state)}${unsureOf(state.cause)} Attempt ${state.attempt} in ${seconds(state.delay)}.`
  return `${titleOf(state)}. ${reasonOf(state)}`
}
