/** The machine's newest measurements in figures. */
import type { ServerMessage } from '../shared/messages.ts'
import { find, text } from './element.ts'
import { bytes, plural } from './format.ts'
import { onSomeFrames } from './frame.ts'
import type { Live } from './live.ts'

/** Figures that change more often cannot be read. */
const INTERVAL = 500

export function showReadings(live: Live): void {
  const machine = find('machine', HTMLElement)
  const cpu = text('cpu')
  const memory = text('memory')
  const memoryBytes = text('memory-bytes')
  const loop = text('loop')
  const load = text('load')
  const cores = text('cores')
  let newest: Extract<ServerMessage, { type: 'sample' }> | undefined

  live.on('sample', (sample) => (newest = sample))
  live.on('welcome', (welcome) => cores(`on ${plural(welcome.cores, 'core')}, ${welcome.platform}`))
  live.client.on('state', ({ name }) => machine.classList.toggle('stale', name !== 'open'))
  onSomeFrames(INTERVAL, () => {
    if (!newest) return
    const { memoryUsed, memoryTotal } = newest
    cpu(newest.cpu.toFixed(0))
    memory(((100 * memoryUsed) / memoryTotal).toFixed(0))
    memoryBytes(`${bytes(memoryUsed)} of ${bytes(memoryTotal)}`)
    loop(newest.loopDelay.toFixed(1))
    load(newest.load.toFixed(2))
  })
}
