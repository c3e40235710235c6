import { compare, show } from '../figures.ts'
import type { Result } from '../results.ts'
import type { Stage } from '../stage.ts'
import { heartbeat, holdfast, withHeartbeat } from '../subjects.ts'
import { ratioFigure } from '../targets.ts'
import { measureTraffic, trafficMetrics } from '../traffic.ts'

/** The server confirms each so many messages. */
const every = 1_000

export async function send(stage: Stage): Promise<Result> {
  const { sent } = stage.plan
  const samples = await stage.slices(
    7,
    withHeartbeat,
    (frame) => frame.call('open', stage.farEnd.link(`sink?every=${every}`)),
    (frame) => measureTraffic(frame, sent, () => frame.call('send', sent, every)),
  )
  return {
    title: 'Sending',
    note:
      `Slices of ${show(sent)} messages of 64 bytes of text on an open link, 250 in each task, until the server has them. More ` +
      'messages/s and less time are better. The peers do less here: they hand over all at once, however much the browser ' +
      'holds already; Holdfast lets wait what is above its high-water mark.',
    ...compare(samples, trafficMetrics),
    figures: [holdfast, heartbeat].map(({ name }) =>
      ratioFigure(samples, name, 'rate', {
        name: `${name}: messages/s sent, × native`,
        atLeast: 0.97,
        mayBeNoise: true,
      }),
    ),
    lines: [],
  }
}
