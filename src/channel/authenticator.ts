import type { AuthenticationLink } from '../connection/authentication.ts'
import type { DialContext } from '../connection/target.ts'
import { ConnectionLostError, RequestTimeoutError, Unauthorized } from '../errors.ts'
import { wait } from '../platform/wait.ts'
import type { Dialect } from './dialect.ts'
import { remoteError, type Replies } from './reply.ts'
import type { Wire } from './wire.ts'

// Proves who the user is, with the protocol's own `authenticate`: before anything else on each link, and again when the
// credentials of a living link run out.

/**
 * The data of `authenticate`, or an (async) function that gives it for each attempt. A function that returns nothing has
 * talked to the server itself, over `link`.
 */
export type Credentials = string | object | ((context: DialContext & { link: AuthenticationLink }) => unknown)

export class Authenticator {
  readonly #credentials: Credentials
  readonly #dialect: Dialect
  readonly #replies: Replies
  /** What the server said last. */
  #answer: unknown

  constructor(credentials: Credentials, dialect: Dialect, replies: Replies) {
    this.#credentials = credentials
    this.#dialect = dialect
    this.#replies = replies
  }

  /** In how many ms the credentials run out; Infinity if the server did not say. */
  get expiresIn(): number {
    const { expiresIn } = (this.#answer ?? {}) as { expiresIn?: unknown }
    return typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : Infinity
  }

  /** What the connection calls for each link. */
  readonly dial = async (context: DialContext & { link: AuthenticationLink }): Promise<void> => {
    const { link } = context
    this.#answer = undefined
    const data = await this.#ask(context)
    if (data === undefined) return
    const id = this.#replies.nextId()
    const frame = this.#dialect.encode({ type: 'authenticate', id, data })
    if (frame === undefined)
      throw new TypeError('The protocol has no word for authenticate: talk over the link instead')
    link.send(frame)
    const answer = this.#dialect.decode((await link.receive((frame) => this.#dialect.isAnswer(frame, id))) as string)
    if (answer?.type === 'error') {
      const error = remoteError(answer)
      throw error.retryable ? error : new Unauthorized(error.message, { cause: error })
    }
    if (answer?.type === 'reply') this.#answer = answer.data
  }

  /** Proves it again on a living link. */
  async renew(wire: Wire, signal: AbortSignal): Promise<void> {
    const refuse = () => {
      throw new TypeError('Credentials can be renewed only with an authenticate that returns data: use reconnect()')
    }
    if (!wire.isOpen()) throw new ConnectionLostError('Credentials can be renewed on an open link only', false)
    let id = 0
    const late = () => new RequestTimeoutError('Credentials were not renewed in time', id > 0)
    this.#answer = await wait(wire.clock, { signal }, 10_000, late, (resolve, reject) => {
      let isOver = false
      const ask = async () => {
        const data = await this.#ask({ attempt: 1, signal, link: { send: refuse, receive: refuse } })
        if (isOver) return
        if (data === undefined) return refuse()
        id = this.#replies.expect({ reply: resolve, fail: reject })
        wire.control({ type: 'authenticate', id, data })
      }
      ask().catch(reject)
      return () => {
        isOver = true
        this.#replies.forget(id)
      }
    })
  }

  #ask(context: DialContext & { link: AuthenticationLink }): unknown {
    return typeof this.#credentials === 'function'
      ? (this.#credentials as (context: object) => unknown)(context)
      : this.#credentials
  }
}
