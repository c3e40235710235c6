/** Numbered messages from the server, as many a second as one likes, and whether all of them came in. */
import { text } from './element.ts'
import { count } from './format.ts'
import { onSomeFrames } from './frame.ts'
import type { Live } from './live.ts'

const INTERVAL = 100

export function offerStream(live: Live): void {
  const result = text('stream-result')
  const choices = [...document.querySelectorAll<HTMLInputElement>('input[name="rate"]')]
  let asking = new AbortController()
  let received = 0
  let last = 0

  function ask(): void {
    const chosen = choices.find(({ checked }) => checked)
    // What was asked before may still wait, and would come after this.
    asking.abort()
    asking = new AbortController()
    live.send({ type: 'rate', perSecond: Number(chosen?.value) }, { signal: asking.signal })
  }

  for (const choice of choices) {
    choice.addEventListener('change', () => {
      if (live.client.state.name === 'open') ask()
    })
  }
  // The server counts anew on each link. Told at once, the rate goes ahead of all that is queued.
  live.client.on('state', ({ name }) => {
    if (name !== 'open') return
    received = 0
    last = 0
    ask()
  })
  live.on('numbered', ({ n }) => {
    received += 1
    last = n
  })
  onSomeFrames(INTERVAL, () => {
    const missed = last - received
    if (last === 0) result('Each message has a number, so that none is missed unseen.')
    else result(`${count(received)} received on this link, ${missed === 0 ? 'none' : count(missed)} missed.`)
  })
}
