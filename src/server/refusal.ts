import { HoldfastError } from '../errors.ts'

/** Throw this in a handler to answer with an error that the client may see: everything else is told as `internal`. */
export class Refusal extends HoldfastError {
  override readonly name = 'Refusal'
  readonly code: string
  /** What the client gets beside code and message. */
  readonly data: unknown
  /** Whether the client may try again later. */
  override readonly retryable: boolean

  /** @param code - a stable, machine-readable name, for example `forbidden` */
  constructor(code: string, message = code, { data, retry = false }: { data?: unknown; retry?: boolean } = {}) {
    super(message)
    this.code = code
    this.data = data
    this.retryable = retry
  }
}

/** A name of the wire, which may be long and of any characters, for a line of text. */
export function showName(name: string): string {
  return JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}…` : name)
}
