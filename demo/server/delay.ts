/** Runs jobs after a delay that may change meanwhile, but never out of order. */
export class DelayLine {
  #jobs: { due: number; run: () => void }[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  push(delay: number, run: () => void): void {
    if (delay === 0 && this.#jobs.length === 0) return run()
    const earliest = this.#jobs.at(-1)?.due ?? 0
    this.#jobs.push({ due: Math.max(earliest, performance.now() + delay), run })
    this.#timer ??= setTimeout(() => this.#runDue(), delay)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#jobs = []
  }

  #runDue(): void {
    this.#timer = undefined
    const now = performance.now()
    const firstLater = this.#jobs.findIndex(({ due }) => due > now)
    const due = this.#jobs.splice(0, firstLater < 0 ? this.#jobs.length : firstLater)
    for (const { run } of due) run()
    const next = this.#jobs[0]
    if (next) this.#timer ??= setTimeout(() => this.#runDue(), next.due - performance.now())
  }
}
