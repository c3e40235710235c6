/** The state of the connection in words, the countdown to the next dial, and what one can do about it. */
import { useEffect, useState } from 'react'
import { milliseconds, seconds, wholeSeconds } from '../parts/format.ts'
import { labelFor, reasonOf, titleOf } from '../parts/words.ts'
import { useNow } from './now.ts'
import { useChannel, useClient, useConnectionState, useRequest } from './realtime.ts'

/** A flapping link changes its state faster than one can listen. */
const ANNOUNCE_AFTER = 700
const ASK_INTERVAL = 2_000

export function Banner() {
  const client = useClient()
  const state = useConnectionState()
  const { name } = state
  return (
    <section id="connection" className="card connection" aria-labelledby="connection-title" data-state={name}>
      <div className="status">
        <div className="status-words">
          <h2 id="connection-title" className="eyebrow">
            Connection
          </h2>
          <p id="state" className="state">
            {titleOf(state)}
          </p>
          <p id="reason" className="reason">
            {reasonOf(state)}
          </p>
        </div>
        <div className="status-actions">
          <Countdown />
          <div className="buttons">
            <button id="reconnect" type="button" className="primary" onClick={() => client.reconnect()}>
              {labelFor(state)}
            </button>
            <button
              id="close"
              type="button"
              disabled={name === 'closed' || name === 'closing'}
              onClick={() => client.close()}
            >
              Close
            </button>
          </div>
        </div>
      </div>
      <Announcement words={`${titleOf(state)}. ${reasonOf(state)}`} />
    </section>
  )
}

function Countdown() {
  const client = useClient()
  const state = useConnectionState()
  const now = useNow(100)
  const { last } = client.stats().latency
  const load = useLoad()
  return (
    <p className="countdown">
      <span id="countdown" className="countdown-time">
        {state.name === 'waiting' && seconds(state.retryAt - now)}
      </span>
      <span className="countdown-note">
        {state.name === 'open' && (
          <>
            latency <span id="latency">{last === undefined ? '–' : milliseconds(last)}</span>, server load{' '}
            <span id="load">{load?.toFixed(2) ?? '–'}</span>
          </>
        )}
        {(state.name === 'waiting' || state.name === 'connecting') && `attempt ${state.attempt}`}
      </span>
    </p>
  )
}

/** How busy the server is, asked every two seconds while there is a link. */
function useLoad(): number | undefined {
  const isOpen = useConnectionState(({ name }) => name === 'open')
  const { data, run } = useRequest(useChannel('machine'), 'load', { queue: false })
  useEffect(() => {
    if (!isOpen) return
    void run()
    const timer = setInterval(() => void run(), ASK_INTERVAL)
    return () => clearInterval(timer)
  }, [isOpen, run])
  return data?.lastMinute
}

/** What stays in view wherever one has scrolled to. */
export function Pill() {
  const state = useConnectionState()
  const now = useNow(200)
  return (
    <p id="pill" className="pill" aria-hidden="true" data-state={state.name}>
      {state.name === 'waiting' ? `Retry in ${wholeSeconds(state.retryAt - now)}` : titleOf(state)}
    </p>
  )
}

function Announcement({ words }: { words: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), ANNOUNCE_AFTER)
    return () => clearTimeout(timer)
  }, [words])
  return (
    <p id="announcement" className="hidden" role="status">
      {said}
    </p>
  )
}
