import { RemoteError } from '../errors.ts'
import type { Failure } from './operation.ts'

// Who waits for which answer. An id is used once, so that a late answer of an earlier link or subscription finds nobody.

export interface Answer {
  reply(data: unknown): void
  fail(error: RemoteError): void
}

export class Replies {
  #lastId = 0
  readonly #expected = new Map<number, Answer>()

  /** How many answers are waited for. */
  get size(): number {
    return this.#expected.size
  }

  nextId(): number {
    return ++this.#lastId
  }

  /** The id under which the answer is due. */
  expect(answer: Answer): number {
    const id = this.nextId()
    this.#expected.set(id, answer)
    return id
  }

  forget(id: number): void {
    this.#expected.delete(id)
  }

  /** False if nobody waits for it. */
  reply(id: number, data: unknown): boolean {
    const answer = this.#take(id)
    answer?.reply(data)
    return !!answer
  }

  /** False if nobody waits for it. */
  fail(failure: Failure): boolean {
    const answer = this.#take(failure.id ?? 0)
    answer?.fail(remoteError(failure))
    return !!answer
  }

  #take(id: number): Answer | undefined {
    const answer = this.#expected.get(id)
    this.#expected.delete(id)
    return answer
  }
}

export function remoteError({ code, message, data, retry }: Failure): RemoteError {
  return new RemoteError(code, message || `The server answered with the error "${code}"`, data, retry === true)
}
