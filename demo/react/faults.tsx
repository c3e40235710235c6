/** The buttons that break things. */
import { useState } from 'react'
import { closeCodes, faults, type Fault } from '../parts/fault-list.ts'
import { orderFault, outcomeOf, readOrder } from '../parts/order.ts'
import type { FaultName } from '../shared/faults.ts'

export function Faults() {
  const [everyone, setEveryone] = useState(false)
  const [report, setReport] = useState('')
  const [ongoing, setOngoing] = useState<readonly FaultName[]>([])

  async function press(fault: Fault, code: number) {
    const { label, order } = readOrder(fault, code, ongoing)
    try {
      const result = await orderFault(fault.name, { everyone, ...order })
      setOngoing(result.ongoing.map((each) => each.fault))
      setReport(`${label}: ${outcomeOf(fault.name, result)}.`)
    } catch (error) {
      setReport(`${label}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  return (
    <section id="faults" className="card faults" aria-labelledby="faults-title" tabIndex={-1}>
      <div className="heading">
        <h2 id="faults-title">Break it</h2>
        <fieldset className="segments">
          <legend className="hidden">Whose link</legend>
          {[false, true].map((all) => (
            <label key={String(all)}>
              <input
                type="radio"
                name="scope"
                id={all ? 'scope-everyone' : 'scope-tab'}
                checked={everyone === all}
                onChange={() => setEveryone(all)}
              />
              <span>{all ? 'Everyone' : 'This tab'}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <ul id="fault-list" className="fault-list">
        {faults.map((fault) => (
          <FaultRow key={fault.id} fault={fault} onPress={(code) => void press(fault, code)} />
        ))}
      </ul>
      <p id="fault-report" className="note fault-report" role="status">
        {report}
      </p>
    </section>
  )
}

function FaultRow({ fault: { id, label, does, watch }, onPress }: { fault: Fault; onPress: (code: number) => void }) {
  const codes = () => document.getElementById('close-code') as HTMLSelectElement
  return (
    <li className="fault">
      <button
        id={`fault-${id}`}
        type="button"
        className="fault-button"
        aria-describedby={`fault-${id}-words`}
        onClick={() => onPress(Number(codes().value))}
      >
        <span className="fault-label">{label}</span>
      </button>
      <p id={`fault-${id}-words`} className="fault-words">
        {does} <span className="fault-watch">{watch}</span>
      </p>
      {id === 'close' && (
        <select id="close-code" className="code" aria-label="Close code">
          {closeCodes.map(({ code, meaning }) => (
            <option key={code} value={code}>{`${code} ${meaning}`}</option>
          ))}
        </select>
      )}
    </li>
  )
}
