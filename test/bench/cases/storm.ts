import { show } from '../figures.ts'
import type { Result } from '../results.ts'
import type { Stage } from '../stage.ts'
import { draw } from '../storm/draw.ts'
import { holdfast, others, type Policy } from '../storm/schedules.ts'
import { bound, simulate, type Outcome, type Storm } from '../storm/simulate.ts'
import type { Figure } from '../targets.ts'

const crash = { down: 30_000, acceptsPerSecond: 2_000, refusalCost: 0, code: 1006, reason: '' }
const all = [holdfast, ...others]
const restart = { ...crash, down: 0, code: 1012 }
const hint = { reason: '{"spread":30000}' }
const everything = { acceptsPerSecond: 1e6 }

interface Scene {
  label: string
  /** All that differs from one storm to the next. */
  storm: Omit<Storm, 'clients'>
  policies: Policy[]
  /** What is to be reached. */
  back?: number
  attempts?: number
  peak?: number
}

const scenes: Scene[] = [
  { label: '30 s down', storm: crash, policies: all, back: 1.05, attempts: 8 },
  {
    label: '30 s down, costly refusals',
    storm: { ...crash, refusalCost: 0.1 },
    policies: all,
    back: 1.25,
    attempts: 8,
  },
  { label: 'restart, all accepted', storm: { ...restart, ...everything }, policies: [holdfast], peak: 22_000 },
  {
    label: 'restart with {"spread":30000}, all accepted',
    storm: { ...restart, ...hint, ...everything },
    policies: [holdfast],
    peak: 9_000,
  },
  { label: 'restart, 2,000 accepts/s', storm: restart, policies: [holdfast], peak: 22_000 },
  {
    label: 'restart with {"spread":30000}, 2,000 accepts/s',
    storm: { ...restart, ...hint },
    policies: [holdfast],
    peak: 9_000,
  },
]

interface Run {
  scene: Scene
  policy: Policy
  outcome: Outcome
  /** How long it took by what it must take at least. */
  relative: number
}

export function storm({ plan }: Stage): Promise<Result> {
  const clients = plan.storm
  const runs = scenes.flatMap((scene) =>
    scene.policies.map((policy): Run => {
      const whole = { ...scene.storm, clients }
      const outcome = simulate(policy, whole)
      return { scene, policy, outcome, relative: outcome.back / bound(whole) }
    }),
  )
  return Promise.resolve({
    title: 'A reconnect storm, in virtual time',
    note:
      `${show(clients)} clients lose one server, and hear of it, as of each refusal, within 100 ms; once up again, it accepts 2,000 handshakes/s and refuses the rest ` +
      "at once; a costly refusal takes a tenth of an accept's work. A restart is planned: the server closes all links with 1012 " +
      'and is up again at once, and accepts either everything, or 2,000/s as after a crash. Bound: the server is never idle. Less ' +
      "is better. Holdfast's row runs its own policy code, the others' rows what their sources say. Attempts are until 99% are " +
      'back; never: nobody came back for a minute.',
    behind:
      'sockette and websocket-ts are back a little earlier after 30 s, since they dial each second, whatever that costs: if refusals ' +
      "cost something, they never come back. centrifuge's peak of dials is lower, and it is back later. robust-websocket and " +
      'graphql-ws dial less often: they give up.',
    columns: ['', '', '99% back, s', '× bound', 'attempts each', 'most', 'peak dials/s'],
    rows: runs.map(row),
    figures: runs.filter(({ policy }) => policy === holdfast).flatMap(figuresOf),
    lines: scenes.slice(0, 2).map((scene) => ({
      label: `${show(clients)} clients, server ${scene.label}: 99% back (simulated), s`,
      cell: (name) => {
        const run = runs.find((each) => each.scene === scene && each.policy.subject?.split(', ').includes(name))
        return run ? show(run.outcome.back, 1) : '–'
      },
    })),
    picture: {
      path: 'docs/storm.svg',
      alt: `How many of ${show(clients)} clients dial in each second after their server is lost for 30 s, by client`,
      svg: draw(
        runs
          .filter(({ scene }) => scene === scenes[0])
          .map(({ policy, outcome }) => ({ name: policy.name, ...outcome })),
        crash.down / 1_000,
      ),
    },
  })
}

function row({ scene, policy, outcome, relative }: Run): string[] {
  const { back, attempts, mostAttempts, peak } = outcome
  const isBound = scene.storm.acceptsPerSecond < everything.acceptsPerSecond
  const figures = [show(back, 1), isBound ? show(relative, 2) : '–', show(attempts, 1), show(mostAttempts), show(peak)]
  return [scene.label, policy.name, ...figures]
}

function figuresOf({ scene, outcome, relative }: Run): Figure[] {
  const { label, back, attempts, peak } = scene
  return [
    { name: `Storm, ${label}: 99% back, × bound`, values: [relative], atMost: back, digits: 2 },
    { name: `Storm, ${label}: attempts each, mean`, values: [outcome.attempts], atMost: attempts, digits: 2 },
    { name: `Storm, ${label}: peak dials/s`, values: [outcome.peak], atMost: peak },
  ].flatMap(({ atMost, ...figure }) => (atMost === undefined ? [] : [{ ...figure, atMost }]))
}
