/** Tells the server, again and again, who is here; shows who else is. */
import { find, text } from './element.ts'
import { plural } from './format.ts'
import type { Live } from './live.ts'

const INTERVAL = 3_000

export function showPresence(live: Live, name: string): void {
  const people = text('people')
  find('chat-text', HTMLInputElement).placeholder = `Say something as ${name}`
  live.on('people', ({ count, names }) => {
    const others = names.filter((other) => other !== name)
    const list = others.length > 0 ? `, with ${others.join(', ')}` : ''
    people(`${plural(count, 'tab')}. You are ${name}${list}.`)
  })
  live.on('welcome', () => sayHere())
  setInterval(sayHere, INTERVAL)

  // Worth nothing later: not said while the link is down. On a link that only receives, it is also what there is to
  // confirm, so that the heartbeat measures the latency.
  function sayHere(): void {
    if (live.client.state.name === 'open') live.send({ type: 'here', name }, { replace: 'here' })
  }
}
