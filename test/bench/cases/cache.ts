import { median, show, type Table } from '../figures.ts'
import { wait, type Stage } from '../stage.ts'
import { holdfast, peers, type Subject } from '../subjects.ts'

const links = 5
/** The slowest peer waits so long (ms) before it dials. */
const limit = 6_000

export async function cache(stage: Stage): Promise<Table> {
  const subjects = [holdfast, ...peers]
  const samples = new Map<string, number[]>(subjects.map(({ name }) => [name, []]))
  await stage.rounds(async () => {
    const found = await Promise.all(subjects.map((subject) => leaveAndReturn(stage, subject)))
    subjects.forEach(({ name }, index) => samples.get(name)?.push(...found[index]!))
  })
  return {
    title: 'Back from the back/forward cache',
    note: `From "pageshow" until the link is open again, in ms: ${links} links in each page and round.`,
    columns: ['', 'median', 'longest'],
    rows: [...samples].map(([name, times]) =>
      times.length > 0
        ? [name, show(median(times)), show(Math.max(...times))]
        : [name, 'the browser did not cache the page', ''],
    ),
  }
}

function leaveAndReturn(stage: Stage, subject: Subject): Promise<number[]> {
  return stage.page(subject, async (page) => {
    await page.call('openLinks', stage.farEnd.link('echo'), links)
    await page.goto(stage.farEnd.page('elsewhere.html'))
    await wait(300)
    await page.back()
    const reopenings = await page.call('reopened', links, limit)
    const signalAt = await page.call('signalAt')
    if (signalAt === undefined) return []
    const times = reopenings.map(({ openedAt }) => openedAt - signalAt)
    return [...times, ...Array<number>(links - times.length).fill(Infinity)]
  })
}
