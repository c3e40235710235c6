/** Numbered messages from the server, as many a second as one likes: the latest as a list, and whether all came in. */
import { useRef, useState } from 'react'
import { outcomeOf, rates, SHOWN } from '../parts/numbered.ts'
import { count } from '../parts/format.ts'
import { useChannel, useEvent, useJoin, useList } from './realtime.ts'

export function Stream() {
  const [perSecond, setPerSecond] = useState(0)
  const stream = useChannel('stream')
  useJoin(stream, { perSecond })
  const latest = useList(stream, 'numbered', { limit: SHOWN })
  const received = useRef(0)
  // The server counts anew at each subscription.
  useEvent(stream, 'numbered', ({ n }) => (received.current = n === 1 ? 1 : received.current + 1))

  return (
    <section id="stream" className="card stream" aria-labelledby="stream-title">
      <div className="heading">
        <h2 id="stream-title">A stream, as a list</h2>
        <fieldset className="segments">
          <legend className="hidden">Messages a second</legend>
          {rates.map((rate) => (
            <label key={rate}>
              <input
                type="radio"
                name="rate"
                id={`rate-${rate}`}
                checked={rate === perSecond}
                onChange={() => setPerSecond(rate)}
              />
              <span>{rate === 0 ? 'Off' : `${count(rate)}/s`}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <ol className="numbers" aria-label={`The latest ${SHOWN} numbers`}>
        {latest.map(({ n }, index) => (
          <li key={index}>{n}</li>
        ))}
      </ol>
      <p id="stream-result" className="note">
        {outcomeOf(received.current, latest.at(-1)?.n)}
      </p>
    </section>
  )
}
