/** The machine's newest measurements in figures. */
import type { DemoClient } from '../parts/client.ts'
import { bytes, plural } from '../parts/format.ts'
import type { Sample } from '../shared/channels.ts'
import { find, text } from './element.ts'
import { onSomeFrames } from './frame.ts'

/** Figures that change more often cannot be read. */
const INTERVAL = 500
/** What changes slowly is asked for, so often (ms). */
const ASK_INTERVAL = 2_000

export function showReadings(client: DemoClient): void {
  const machine = client.channel('machine')
  const card = find('machine', HTMLElement)
  const cpu = text('cpu')
  const memory = text('memory')
  const memoryBytes = text('memory-bytes')
  const loop = text('loop')
  const load = text('load')
  const cores = text('cores')
  let newest: Sample | undefined

  machine.on('sample', (sample) => (newest = sample))
  machine.onState((state) => {
    if (state.name === 'joined') cores(`on ${plural(state.data.cores, 'core')}, ${state.data.platform}`)
  })
  client.on('state', ({ name }) => card.classList.toggle('stale', name !== 'open'))
  // On a link that only receives, the question is also what there is to confirm, so that the heartbeat measures the latency.
  setInterval(() => void ask(), ASK_INTERVAL)
  onSomeFrames(INTERVAL, () => {
    if (!newest) return
    const { memoryUsed, memoryTotal } = newest
    cpu(newest.cpu.toFixed(0))
    memory(((100 * memoryUsed) / memoryTotal).toFixed(0))
    memoryBytes(`${bytes(memoryUsed)} of ${bytes(memoryTotal)}`)
    loop(newest.loopDelay.toFixed(1))
  })

  async function ask(): Promise<void> {
    if (client.state.name !== 'open') return
    try {
      const { lastMinute } = await machine.request('load', undefined, { queue: false })
      load(lastMinute.toFixed(2))
    } catch {
      // The link broke meanwhile, or is full: it is asked again soon.
    }
  }
}
