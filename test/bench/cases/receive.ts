import { compare, ratiosOf, show, showRange } from '../figures.ts'
import type { Result } from '../results.ts'
import type { Stage } from '../stage.ts'
import { heartbeat, holdfast, native, withHeartbeat } from '../subjects.ts'
import { ratioFigure } from '../targets.ts'
import { measureTraffic, trafficMetrics } from '../traffic.ts'

export async function receive(stage: Stage): Promise<Result> {
  const { received } = stage.plan
  const samples = await stage.slices(
    7,
    withHeartbeat,
    (frame) => frame.call('open', stage.farEnd.link('flood')),
    (frame) => measureTraffic(frame, received, () => frame.call('receive', received)),
  )
  return {
    title: 'Receiving',
    note:
      `Slices of ${show(received)} messages of 64 bytes of text, as fast as the page takes them. Time is the main thread's own, in ` +
      'tasks and of it in scripts. More messages/s and less time are better. On a machine of few cores messages/s are bound by ' +
      'all processes of the browser together, not by the main thread alone.',
    behind:
      'script time. Holdfast lets each event show the drop-in as its target, calls each listener so that what it throws stops ' +
      'no other, and sees to its outbox; partysocket copies each event, the others hand it on as it is.',
    ...compare(samples, trafficMetrics),
    figures: [holdfast, heartbeat].flatMap(({ name }) => [
      ratioFigure(samples, name, 'rate', { name: `${name}: messages/s received, × native`, atLeast: 0.97 }),
      ratioFigure(samples, name, 'task', { name: `${name}: main-thread time to receive, × native`, atMost: 1.1 }),
    ]),
    lines: [
      {
        label: 'Main-thread time to receive a message, × native',
        cell: (name) => (name === native.name ? '1' : showRange(ratiosOf(samples, name, 'task'), 2)),
      },
    ],
  }
}
