import { type Engine } from '../engines.mjs'
import { board } from './board.ts'
import { chat } from './chat.ts'
import { faults } from './faults.ts'
import { framework } from './framework.ts'
import { look } from './look.ts'
import { outbox } from './outbox.ts'
import { play } from './stage.ts'
import { stream } from './stream.ts'

/** What the demo promises, in one engine. */
export function demo(engine: Engine): void {
  play(engine, [stream, faults, outbox, chat, board, look])
}

/** What its page in a framework promises. */
export function demoIn(page: 'react' | 'vue', engine: Engine): void {
  play(engine, [faults, framework], page)
}
