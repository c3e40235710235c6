/** The banner: the connection's state in words, the countdown to the next dial, and what one can do about it. */
import type { ConnectionState } from 'holdfast'
import type { DemoClient } from '../parts/client.ts'
import { button, find, text } from './element.ts'
import { seconds, timeOfDay, wholeSeconds } from '../parts/format.ts'
import { onFrame } from './frame.ts'
import { labelFor, reasonOf, titleOf } from '../parts/words.ts'

/** A flapping link changes its state faster than one can listen. */
const ANNOUNCE_AFTER = 700

export function showStatus(client: DemoClient): void {
  const connection = find('connection', HTMLElement)
  const reconnect = button('reconnect', () => client.reconnect())
  const close = button('close', () => client.close())
  const title = text('state')
  const reason = text('reason')
  const announce = announcer()

  function show(state: ConnectionState): void {
    connection.dataset['state'] = state.name
    title(titleOf(state))
    reason(reasonOf(state))
    reconnect.textContent = labelFor(state)
    close.disabled = state.name === 'closed' || state.name === 'closing'
    announce(`${titleOf(state)}. ${reasonOf(state)}`)
  }

  client.on('state', show)
  showPill(client)
  show(client.state)
  countDown(client)
}

/** What stays in view wherever one has scrolled to. */
function showPill(client: DemoClient): void {
  const pill = find('pill', HTMLElement)
  const words = text('pill')
  onFrame((now) => {
    const { state } = client
    pill.dataset['state'] = state.name
    words(state.name === 'waiting' ? `Retry in ${wholeSeconds(state.retryAt - now)}` : titleOf(state))
  })
}

function countDown(client: DemoClient): void {
  const time = text('countdown')
  const note = text('attempt')
  const wait = find('wait', HTMLProgressElement)
  let since = Date.now()
  client.on('state', () => (since = Date.now()))

  onFrame((now) => {
    const { state } = client
    wait.hidden = state.name !== 'waiting'
    if (state.name === 'waiting') {
      const left = Math.max(0, state.retryAt - now)
      time(seconds(left))
      note(`to attempt ${state.attempt}`)
      wait.value = state.delay > 0 ? 1 - left / state.delay : 1
    } else if (state.name === 'connecting') {
      time(seconds(now - since))
      note(`attempt ${state.attempt}`)
    } else {
      time('')
      note(`since ${timeOfDay(since)}`)
    }
  })
}

/** Returns how to tell screen readers: the last of several texts in quick succession. */
function announcer(): (content: string) => void {
  const say = text('announcement')
  let timer: ReturnType<typeof setTimeout> | undefined
  return (content) => {
    clearTimeout(timer)
    timer = setTimeout(() => say(content), ANNOUNCE_AFTER)
  }
}
