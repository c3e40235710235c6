// The examples of docs/testing.md do what they say.
import { expect, test } from 'vitest'
import * as holdfast from '../../src/index.ts'
import * as testing from '../../src/testing/index.ts'
import { readBlocks } from './markdown.ts'
import { run } from './program.ts'

const modules = { holdfast, 'holdfast/testing': testing }
const examples = readBlocks('docs/testing.md')

async function linesOf(place: number): Promise<unknown[][]> {
  const lines: unknown[][] = []
  await run(examples[place]!, modules, { console: { log: (...words: unknown[]) => lines.push(words) } })
  return lines
}

test('with channels', async () => {
  expect(await linesOf(0)).toEqual([
    ['ada', 'hi'],
    [{ id: 'm1' }, expect.arrayContaining([{ type: 'subscribe', id: 1, channel: 'room:42' }])],
    ['kicked'],
  ])
})

test('without channels', async () => {
  expect(await linesOf(1)).toEqual([[['hello']], ['welcome']])
})
