// What a case is given: a browser, a server, how much to do, and rounds that take turns.
import type { Browser, Page } from './chromium.ts'
import type { FarEnd } from './far-end.ts'
import type { Sample, Samples } from './figures.ts'
import type { Plan } from './plan.ts'
import type { Subject } from './subjects.ts'

export class Stage {
  readonly #browser: Browser
  readonly #end: number
  readonly farEnd: FarEnd
  readonly plan: Plan
  /** Rounds of the present case so far, and how many were to be. */
  ran = 0
  planned = 0

  constructor(browser: Browser, farEnd: FarEnd, plan: Plan) {
    this.#browser = browser
    this.farEnd = farEnd
    this.plan = plan
    this.#end = Date.now() + plan.budget
  }

  /** Runs `use` with a fresh page of that subject, and closes it. */
  page<T>(subject: Subject, use: (page: Page) => Promise<T>, query = ''): Promise<T> {
    return this.visit(this.farEnd.page(`${subject.file}.html${query}`), use)
  }

  /** Runs `use` with a fresh page, and closes it. */
  async visit<T>(url: string, use: (page: Page) => Promise<T>): Promise<T> {
    const page = await this.#browser.open(url)
    try {
      return await use(page)
    } finally {
      await page.close()
    }
  }

  /** Each subject in a page of its own, one after another, in another order each round. */
  async interleave(rounds: number, subjects: Subject[], run: (subject: Subject) => Promise<Sample>): Promise<Samples> {
    const samples: Samples = new Map(subjects.map(({ name }) => [name, []]))
    await this.rounds(rounds, async () => {
      for (const subject of shuffle(subjects)) {
        samples.get(subject.name)!.push([await run(subject)])
        await this.farEnd.quiet()
      }
    })
    return samples
  }

  /**
   * All subjects as frames of one page: they share a process, its main thread and its memory, which differ by a tenth from one
   * process to the next. They take turns, each with a short slice of the work, in another order each time. A first slice of
   * each, ahead of the turns, does not count.
   */
  async slices(
    rounds: number,
    subjects: Subject[],
    begin: (frame: Page) => Promise<unknown>,
    run: (frame: Page) => Promise<Sample>,
  ): Promise<Samples> {
    const samples: Samples = new Map(subjects.map(({ name }) => [name, []]))
    await this.rounds(rounds, async () => {
      const order = shuffle(subjects)
      const html = order.map(({ file }) => `<iframe src="${file}.html?exact"></iframe>`).join('')
      await this.farEnd.call('file', '/frames.html', `<!doctype html>${html}`)
      await this.visit(this.farEnd.page('frames.html?exact'), async (page) => {
        const frames = order.map(({ name }, index) => ({ name, frame: page.frame(index), own: [] as Sample[] }))
        for (const { frame } of frames) await begin(frame).then(() => run(frame))
        for (let slice = 0; slice < this.plan.slices; slice++) {
          for (const { frame, own } of shuffle(frames)) own.push(await run(frame))
        }
        for (const { name, own } of frames) samples.get(name)!.push(own)
      })
      await this.farEnd.quiet()
    })
    return samples
  }

  /** So many rounds, fewer when the plan has fewer or the time is up. */
  async rounds(count: number, run: (round: number) => Promise<void>): Promise<void> {
    this.ran = 0
    this.planned = Math.min(count, this.plan.rounds)
    for (let round = 0; round < this.planned; round++) {
      if (round > 0 && Date.now() > this.#end) return
      await run(round)
      this.ran += 1
    }
  }
}

export const wait = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time))

function shuffle<T>(items: readonly T[]): T[] {
  const left = [...items]
  return items.flatMap(() => left.splice(Math.floor(Math.random() * left.length), 1))
}
