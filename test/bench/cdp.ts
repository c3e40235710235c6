// The DevTools protocol over a pipe, without a library: no domain is switched on but those that a case asks for, since
// the Network domain alone costs an event for each frame of a WebSocket.
import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

type Reply = Record<string, unknown>

interface Message {
  id?: number
  method?: string
  sessionId?: string
  params?: Reply
  result?: Reply
  error?: { message: string }
}

interface Waiting {
  resolve(reply: Reply): void
  reject(error: Error): void
}

/** No answer takes longer (ms). */
const patience = 60_000

export class Cdp {
  readonly #out: Writable
  readonly #calls = new Map<number, Waiting>()
  readonly #events = new Map<string, (params: Reply) => void>()
  #lastId = 0
  #rest = ''

  /** `child` reads from its file descriptor 3 and writes to 4. */
  constructor(child: ChildProcess) {
    this.#out = child.stdio[3] as Writable
    const input = child.stdio[4] as Readable
    input.setEncoding('utf8')
    input.on('data', (chunk: string) => this.#read(chunk))
    this.#out.on('error', () => undefined) // the calls that wait are told at the exit
    child.once('exit', () => {
      for (const { reject } of this.#calls.values()) reject(new Error('The browser has gone'))
      this.#calls.clear()
    })
  }

  async send(method: string, params: Reply = {}, sessionId?: string): Promise<Reply> {
    const id = (this.#lastId += 1)
    return bounded(method, (waiting) => {
      this.#calls.set(id, waiting)
      this.#out.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`)
    })
  }

  /** The next event of that name in that session. */
  event(method: string, sessionId: string): Promise<Reply> {
    return bounded(method, ({ resolve }) => void this.#events.set(`${sessionId} ${method}`, resolve))
  }

  #read(chunk: string): void {
    const parts = (this.#rest + chunk).split('\0')
    this.#rest = parts.pop() ?? ''
    for (const part of parts) this.#receive(JSON.parse(part) as Message)
  }

  #receive({ id, method, sessionId, params, result, error }: Message): void {
    if (id === undefined) {
      const key = `${sessionId} ${method}`
      this.#events.get(key)?.(params ?? {})
      this.#events.delete(key)
      return
    }
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    if (error) call?.reject(new Error(error.message))
    else call?.resolve(result ?? {})
  }
}

async function bounded(name: string, start: (waiting: Waiting) => void): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Reply>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`No ${name} within ${patience} ms`)), patience)
      start({ resolve, reject })
    })
  } finally {
    clearTimeout(timer)
  }
}
