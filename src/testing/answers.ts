import { ByName } from '../channel/names.ts'
import type { Failure, ServerOperation } from '../channel/operation.ts'
import { report } from '../platform/globals.ts'
import type { Question } from './operation.ts'

// What the test lets the server answer to subscriptions, requests and credentials.

/** Gives the data of the reply, or throws what the client shall get as an error. */
export type Answer = (data: unknown) => unknown

export class Answers {
  readonly #credentials = new Map<string, Answer>()
  readonly #subscriptions = new ByName<Answer>()
  readonly #requests = new Map<string, ByName<Answer>>()

  authenticate(answer: Answer): void {
    this.#credentials.set('', answer)
  }

  subscribe(channel: string, answer: Answer): void {
    this.#subscriptions.set(channel, answer)
  }

  request(channel: string, event: string, answer: Answer): void {
    const answers = this.#requests.get(event) ?? new ByName<Answer>()
    answers.set(channel, answer)
    this.#requests.set(event, answers)
  }

  /** Never rejects. */
  async to(question: Question): Promise<ServerOperation> {
    const { id, data } = question
    try {
      const reply = await this.#find(question)(data)
      return { type: 'reply', id, ...(reply !== undefined && { data: reply }) }
    } catch (error) {
      return { type: 'error', id, ...describe(error) }
    }
  }

  #find(question: Question): Answer {
    const accept = () => undefined
    if (question.type === 'authenticate') return this.#credentials.get('') ?? accept
    if (question.type === 'subscribe') return this.#subscriptions.find(question.channel) ?? accept
    const { channel = '', event } = question
    return this.#requests.get(event)?.find(channel) ?? refuse
  }
}

function refuse(): never {
  throw Object.assign(new Error('The test server has no onRequest() for it'), { code: 'no-answer' })
}

/** An error with a code is the server's word; any other one is a mistake of the test, which is told too. */
function describe(error: unknown): Omit<Failure, 'type' | 'id'> {
  const { code, message, data, retryable, retry = retryable } = (error ?? {}) as Record<string, unknown>
  const isMeant = typeof code === 'string'
  if (!isMeant) report(error)
  return {
    code: isMeant ? code : 'internal',
    ...(typeof message === 'string' && { message }),
    ...(data !== undefined && { data }),
    ...(retry === true && { retry }),
  }
}
