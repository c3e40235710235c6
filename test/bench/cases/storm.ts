import { show, type Table } from '../figures.ts'
import type { Stage } from '../stage.ts'
import { holdfast, others, type Policy } from '../storm/schedules.ts'
import { bound, simulate, type Storm } from '../storm/simulate.ts'

const crash = { down: 30_000, acceptsPerSecond: 2_000, refusalCost: 0, code: 1006, reason: '' }
const all = [holdfast, ...others]
// Those in step with each other take the longest to simulate, and are no better off than above.
const few = all.filter(({ name }) => !/party|phoenix/.test(name))
const restart = { ...crash, down: 0, code: 1012 }
const hint = { reason: '{"spread":30000}' }

/** All that differs from one storm to the next. */
const storms: { label: string; storm: Omit<Storm, 'clients'>; policies: Policy[] }[] = [
  { label: '30 s down', storm: crash, policies: all },
  { label: '30 s down, costly refusals', storm: { ...crash, refusalCost: 0.1 }, policies: few },
  { label: 'restart (1012)', storm: restart, policies: [holdfast] },
  { label: 'restart with {"spread":30000}', storm: { ...restart, ...hint }, policies: [holdfast] },
  { label: 'restart, all accepted', storm: { ...restart, acceptsPerSecond: 1e6 }, policies: [holdfast] },
  {
    label: 'restart, all accepted, {"spread":30000}',
    storm: { ...restart, ...hint, acceptsPerSecond: 1e6 },
    policies: [holdfast],
  },
]

export function storm(stage: Stage): Promise<Table> {
  const clients = stage.plan.storm
  const rows = storms.flatMap(({ label, storm, policies }) =>
    policies.map((policy) => {
      const whole = { ...storm, clients }
      const { back, attempts, mostAttempts, peak } = simulate(policy, whole)
      return [
        ...[label, policy.name, show(back, 1), storm.acceptsPerSecond < clients ? show(back / bound(whole), 2) : '–'],
        ...[show(attempts, 1), show(mostAttempts), show(peak)],
      ]
    }),
  )
  return Promise.resolve({
    title: 'A reconnect storm, in virtual time',
    note:
      `${show(clients)} clients lose one server within 100 ms; once up again, it accepts 2,000 handshakes/s and refuses the rest ` +
      "at once; a costly refusal takes a tenth of an accept's work. Bound: the server is never idle. Holdfast's row runs its own " +
      "policy code, the others' rows what their sources say. Attempts are until 99% are back.",
    columns: ['', '', '99% back, s', '× bound', 'attempts each', 'most', 'peak dials/s'],
    rows,
  })
}
