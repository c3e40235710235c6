import { compare, valuesOf, type Samples } from '../figures.ts'
import { dispatch as run, type Cost } from '../page/dispatch.ts'
import type { Result } from '../results.ts'
import type { Stage } from '../stage.ts'
import { bundleDispatch, holdfast } from '../subjects.ts'

/** An inbound event on its way to its handler, in Chromium and in Node. */
export async function dispatch(stage: Stage): Promise<Result> {
  const script = await bundleDispatch()
  const samples: Samples = new Map()
  await stage.farEnd.call('file', '/empty.html', '<!doctype html>')
  await stage.rounds(5, async () => {
    const inChromium = await stage.visit(stage.farEnd.page('empty.html?exact'), async (page) => {
      await page.evaluate(script)
      return page.evaluate<Record<string, Cost>>('dispatch()')
    })
    const inNode = await run()
    for (const [name, { time, ratio }] of Object.entries(inChromium)) {
      const round = { time, ratio, timeInNode: inNode[name]!.time, ratioInNode: inNode[name]!.ratio }
      samples.set(name, [...(samples.get(name) ?? []), [round]])
    }
  })
  return {
    title: 'An event to its handler',
    note:
      'From the native event of a message to one handler among 1,000 channels, each client as it comes and with its own format of ' +
      'messages; Holdfast with a heartbeat and statistics. Socket.IO has events in place of channels, graphql-ws has subscriptions; the ' +
      'drop-in and its peers have neither. Turns of 4,000 events each, until the last was handled, which socket.io-client and ' +
      'centrifuge do a little later. × is by parsing the message of Holdfast and calling the handler. Less is better. phoenix asks ' +
      'each channel whether a message is for it.',
    behind: 'graphql-ws, in Node. It keeps no statistics, and by default no message is a sign of life to it.',
    ...compare(samples, [
      { key: 'time', label: 'Chromium: ns' },
      { key: 'ratio', label: '×', digits: 2 },
      { key: 'timeInNode', label: 'Node: ns' },
      { key: 'ratioInNode', label: '×', digits: 2 },
    ]),
    figures: [
      {
        name: 'An event to one handler among 1,000 channels, × parse and call',
        values: valuesOf(samples, holdfast.name, 'ratio'),
        atMost: 1.3,
        digits: 2,
      },
    ],
    lines: [],
  }
}
