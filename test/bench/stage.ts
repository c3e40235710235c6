// What a case is given: a browser, a server, how much to do, and rounds that take turns.
import type { Browser, Page } from './chromium.ts'
import type { FarEnd } from './far-end.ts'
import type { Sample } from './figures.ts'
import type { Plan } from './plan.ts'
import type { Subject } from './subjects.ts'

export class Stage {
  readonly #browser: Browser
  readonly #end: number
  readonly farEnd: FarEnd
  readonly plan: Plan
  /** Rounds of the present case so far. */
  ran = 0

  constructor(browser: Browser, farEnd: FarEnd, plan: Plan) {
    this.#browser = browser
    this.farEnd = farEnd
    this.plan = plan
    this.#end = Date.now() + plan.budget
  }

  /** Runs `use` with a fresh page of that subject, and closes it. */
  async page<T>(subject: Subject, use: (page: Page) => Promise<T>, query = ''): Promise<T> {
    const page = await this.#browser.open(this.farEnd.page(`${subject.file}.html${query}`))
    try {
      return await use(page)
    } finally {
      await page.close()
    }
  }

  /** Each subject once, then each once more … so that what the machine does meanwhile hits all alike. */
  async interleave(subjects: Subject[], run: (subject: Subject) => Promise<Sample>): Promise<Map<string, Sample[]>> {
    const samples = new Map<string, Sample[]>(subjects.map(({ name }) => [name, []]))
    await this.rounds(async () => {
      for (const subject of subjects) {
        samples.get(subject.name)?.push(await run(subject))
        await this.farEnd.quiet()
      }
    })
    return samples
  }

  /** The rounds of the plan, fewer when the time is up. */
  async rounds(run: (round: number) => Promise<void>): Promise<void> {
    for (let round = 0; round < this.plan.rounds; round++) {
      if (round > 0 && Date.now() > this.#end) return
      await run(round)
      this.ran += 1
    }
  }
}

export const wait = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time))
