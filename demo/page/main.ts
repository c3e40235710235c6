/** The demo's page: one link, and everything that shows how it lives. */
import type { ConnectionState } from 'holdfast'
import { drawCharts } from './chart.ts'
import { Chat } from './chat.ts'
import { logDrops } from './drops.ts'
import { showFigures } from './figures.ts'
import { Faults } from './faults.ts'
import { seconds } from './format.ts'
import { startFrames } from './frame.ts'
import { Live } from './live.ts'
import { Log } from './log.ts'
import { offerOffline } from './offline.ts'
import { showOutbox } from './outbox.ts'
import { guestName } from './name.ts'
import { showPresence } from './presence.ts'
import { showReadings } from './readings.ts'
import { showStatus } from './status.ts'
import { offerStream } from './stream.ts'
import { Timeline } from './timeline.ts'
import { reasonOf, titleOf, unsureOf } from './words.ts'

const live = new Live()
const { client } = live
Object.assign(window, { client })

const log = new Log()
const timeline = new Timeline(client)
showStatus(client)
drawCharts(live)
showReadings(live)
showFigures(live)
offerStream(live)
showOutbox(live, log)
logDrops(client, log)
const name = guestName()
new Chat(live, name)
showPresence(live, name)

const faults = new Faults(live.tab, {
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
live.watch((data) => log.addMessage(data))
startFrames()

function wordsOf(state: ConnectionState): string {
  if (state.name === 'connecting') return `Attempt ${state.attempt}.`
  if (state.name === 'open') return 'Connected.'
  if (state.name === 'waiting')
    return `${reasonOf(state)}${unsureOf(state.cause)} Attempt ${state.attempt} in ${seconds(state.delay)}.`
  return `${titleOf(state)}. ${reasonOf(state)}`
}
