// What stands under the names of channels: under this very name, or under its beginning.

export class ByName<T> {
  // A name is the wire's or the user's: it must never be the key of an object.
  readonly #values = new Map<string, T>()
  /** The names that end with a star, the longest first. */
  readonly #patterns: string[] = []

  constructor(entries: Readonly<Record<string, T>> = {}) {
    for (const [name, value] of Object.entries(entries)) this.set(name, value)
  }

  /** A star at the end of `name` stands for any text. */
  set(name: string, value: T): void {
    if (name.endsWith('*')) {
      this.#patterns.push(name)
      this.#patterns.sort((a, b) => b.length - a.length)
    }
    this.#values.set(name, value)
  }

  /** What stands under this very name, or under the longest one that ends with a star and fits. */
  find(name: string): T | undefined {
    if (this.#values.has(name)) return this.#values.get(name)
    const pattern = this.#patterns.find((each) => name.startsWith(each.slice(0, -1)))
    // Without one it is not '', which stands for messages of no channel.
    return pattern === undefined ? undefined : this.#values.get(pattern)
  }
}
