import { compare, median } from '../figures.ts'
import type { Result } from '../results.ts'
import type { Stage } from '../stage.ts'
import { all } from '../subjects.ts'

export async function open(stage: Stage): Promise<Result> {
  const { opens } = stage.plan
  const url = stage.farEnd.link('echo')
  const samples = await stage.slices(
    5,
    all,
    () => Promise.resolve(),
    async (frame) => {
      const times = await frame.call('openAndClose', url, opens)
      return { middle: median(times), worst: Math.max(...times) }
    },
  )
  return {
    title: 'Opening',
    note: `From the constructor to "open", in ms: slices of ${opens} links, one after another. Less is better.`,
    behind:
      'each peer opens a few tenths of a millisecond earlier. About half of what Holdfast does ahead of its dial is to listen to the ' +
      "page's signals, which the first client of a page does, as each is here: it closes before the next one opens.",
    ...compare(samples, [
      { key: 'middle', label: 'median', digits: 2, ratio: true },
      { key: 'worst', label: 'worst of a slice', digits: 2, ratio: true },
    ]),
    figures: [],
    lines: [],
  }
}
