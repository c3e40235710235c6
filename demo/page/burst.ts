/** What of a burst of numbered messages came in. */
import { find, text } from './element.ts'
import { count } from './format.ts'
import { onSomeFrames } from './frame.ts'
import type { Live } from './live.ts'

const INTERVAL = 100

export function showBurst(live: Live): void {
  const result = text('burst-result')
  const meter = find('burst-meter', HTMLProgressElement)
  let received = 0
  let last = 0
  let size = 0

  live.on('burst', ({ n, of }) => {
    if (n < last) received = 0
    received += 1
    last = n
    size = of
  })
  onSomeFrames(INTERVAL, () => {
    if (size === 0) return
    meter.value = last / size
    const missed = last - received
    result(`${count(received)} of ${count(size)} received, ${missed === 0 ? 'none' : count(missed)} missed on the way.`)
  })
}
