/** Numbered messages from the server, as many a second as one likes, and whether all of them came in. */
import type { DemoClient } from '../parts/client.ts'
import { outcomeOf } from '../parts/numbered.ts'
import { text } from './element.ts'
import { onSomeFrames } from './frame.ts'

const INTERVAL = 100

export function offerStream(client: DemoClient): void {
  const stream = client.channel('stream')
  const result = text('stream-result')
  const choices = [...document.querySelectorAll<HTMLInputElement>('input[name="rate"]')]
  let received = 0
  let last = 0

  function ask(): void {
    const chosen = choices.find(({ checked }) => checked)
    // The channel remembers it for each link to come; until there is one, there is nothing to wait for.
    stream.join({ perSecond: Number(chosen?.value) }).catch(() => undefined)
  }

  for (const choice of choices) choice.addEventListener('change', ask)
  ask()
  // The server counts anew at each subscription.
  stream.onState(({ name }) => {
    if (name !== 'joined') return
    received = 0
    last = 0
  })
  stream.on('numbered', ({ n }) => {
    received += 1
    last = n
  })
  onSomeFrames(INTERVAL, () => {
    result(outcomeOf(received, last))
  })
}
