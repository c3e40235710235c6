import { show } from '../figures.ts'
import type { Result } from '../results.ts'
import type { Stage } from '../stage.ts'
import { clients, importCost, type Subject } from '../subjects.ts'
import { flushAndCut, type Total } from './cut.ts'
import { kinds, measureRecovery, showTimes } from './recovery.ts'

const load = { count: 1_001, size: 64 }

/** Those that bring a protocol of their own, and what of the other cases fits them. */
export async function withProtocol(stage: Stage): Promise<Result> {
  const costs = await Promise.all(clients.map(({ code = '' }) => importCost(code)))
  const recoveries = await measureRecovery(2, stage, clients)
  const cuts = await Promise.all(clients.map((client) => cut(stage, client)))
  return {
    title: 'Clients with a protocol of their own',
    note:
      'As the drop-in above, with a server that speaks the protocol of each as far as to let it in: until its own event ' +
      'says that it is connected, in ms, medians. The cut breaks one flush in its middle; nobody asks for acknowledgements. ' +
      'graphql-ws sends no messages of an application, and does not dial again if the browser tells an error before the close. ' +
      'Less is better in each column.',
    behind:
      'socket.io-client, phoenix and graphql-ws are smaller. In the first two what waits has no bound, and without acknowledgements ' +
      'nothing says what may be lost; graphql-ws has no messages to lose. phoenix dials 10 ms after a loss, then after 50, 100 and ' +
      'so on, the same for all pages; centrifuge begins with half a second. Both find a server earlier that was down for a few ' +
      'seconds; in the storm both dial more often, and are back later.',
    columns: ['', 'import, kB', ...kinds.map(({ label }) => label), 'cut: lost silently', 'reported'],
    rows: clients.map(({ name }, index) => [
      name,
      show(costs[index]!.gzip / 1e3, 1),
      ...recoveries.get(name)!.map((byRound) => showTimes(byRound)[0]!),
      ...showCut(cuts[index]),
    ]),
    figures: [],
    lines: [],
  }
}

async function cut(stage: Stage, client: Subject): Promise<Total | undefined> {
  return client.queues ? flushAndCut(stage, client, load.count, load.size, Math.ceil(load.count / 2)) : undefined
}

function showCut(total: Total | undefined): string[] {
  return total ? [`${show(total.silent)} of ${show(load.count)}`, show(total.dropped + total.unconfirmed)] : ['–', '–']
}
