import { expect, test } from 'vitest'
import { Journal } from '../../../src/server/journal.ts'

function keep() {
  const lines: string[] = []
  let now = 0
  const journal = new Journal({ warn: (line) => void lines.push(line) }, () => now)
  return { journal, lines, wait: (time: number) => void (now += time) }
}

test('Journal writes ten lines of a kind in a minute, and then says how many there were', () => {
  const { journal, lines, wait } = keep()
  for (let i = 0; i < 25; i++) journal.warn('a')
  expect(lines).toEqual(Array(10).fill('holdfast: a'))
  wait(60_000)
  journal.warn('a')
  expect(lines.at(-1)).toBe('holdfast: a (15 more were not written)')
  wait(60_000)
  journal.warn('a')
  expect(lines.at(-1)).toBe('holdfast: a')
})

test('Journal keeps kinds apart', () => {
  const { journal, lines } = keep()
  for (let i = 0; i < 25; i++) journal.warn('a')
  journal.warn('b')
  expect(lines.at(-1)).toBe('holdfast: b')
})
