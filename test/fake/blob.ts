/** A Blob that is read when the test says so. */
export class SlowBlob extends Blob {
  readonly #text: string
  #settle: { resolve: (buffer: ArrayBuffer) => void; reject: (error: unknown) => void } | undefined

  constructor(text: string) {
    super([text])
    this.#text = text
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return new Promise((resolve, reject) => (this.#settle = { resolve, reject }))
  }

  read(): void {
    this.#settle?.resolve(new TextEncoder().encode(this.#text).buffer)
  }

  fail(error: unknown): void {
    this.#settle?.reject(error)
  }
}
