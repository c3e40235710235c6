// A process of its own, whose commands are called from here.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

type AnyCommands<Commands> = { [K in keyof Commands]: (...args: never[]) => unknown }

interface Call {
  id: number
  name: string
  args: never[]
}

export class Child<Commands extends AnyCommands<Commands>> {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (value: unknown) => void>()
  readonly #exit: Promise<never>
  #lastId = 0

  /** `file` is one of those that are built beside this one. */
  constructor(file: string) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: ['--expose-gc'] })
    this.#exit = once(this.#child, 'exit').then(() => Promise.reject(new Error(`${file} has gone`)))
    this.#exit.catch(() => undefined)
    this.#child.on('message', ({ id, value }: { id: number; value: unknown }) => {
      this.#waiting.get(id)?.(value)
      this.#waiting.delete(id)
    })
  }

  call<K extends keyof Commands & string>(
    name: K,
    ...args: Parameters<Commands[K]>
  ): Promise<Awaited<ReturnType<Commands[K]>>> {
    const id = (this.#lastId += 1)
    const answer = new Promise<Awaited<ReturnType<Commands[K]>>>((resolve) => {
      this.#waiting.set(id, resolve as (value: unknown) => void)
      this.#child.send({ id, name, args })
    })
    return Promise.race([answer, this.#exit])
  }

  async close(): Promise<void> {
    const exit = once(this.#child, 'exit')
    this.#child.disconnect()
    await exit
  }
}

/** To be called in the child: answers calls until its parent lets go of it. */
export function answer(commands: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  process.on('message', ({ id, name, args }: Call) => {
    void Promise.resolve(commands[name]?.(...args)).then((value) => process.send?.({ id, value }))
  })
  process.once('disconnect', () => process.exit())
}
