// What the server of the cut has received, by the number at the start of each message.

export interface Account {
  received: number
  twice: number
  reordered: number
}

class Ledger {
  readonly #seen = new Set<number>()
  readonly #cutAt: number
  #count = 0
  #last = -1
  twice = 0
  reordered = 0

  constructor(cutAt: number) {
    this.#cutAt = cutAt
  }

  /** Whether the link is to be cut now. */
  add(number: number): boolean {
    if (this.#seen.has(number)) this.twice += 1
    else if (number < this.#last) this.reordered += 1
    this.#last = Math.max(this.#last, number)
    this.#seen.add(number)
    return (this.#count += 1) === this.#cutAt
  }

  get received(): number {
    return this.#seen.size
  }
}

export class Ledgers {
  readonly #byKey = new Map<string, Ledger>()

  begin(key: string, cutAt: number): void {
    this.#byKey.set(key, new Ledger(cutAt))
  }

  open(key: string): Ledger {
    const ledger = this.#byKey.get(key)
    if (!ledger) throw new Error(`No ledger ${key}`)
    return ledger
  }

  read(key: string): Account {
    const { received, twice, reordered } = this.open(key)
    return { received, twice, reordered }
  }
}
