import { expect, test } from 'vitest'
import { ByName } from '../../../src/channel/names.ts'

const names = new ByName({ room: 'exact', 'room:*': 'rooms', 'room:vip:*': 'vips', '': 'none' })

test.each([
  ['room', 'exact'],
  ['room:1', 'rooms'],
  ['room:', 'rooms'],
  ['room:vip:1', 'vips'],
  ['room:*', 'rooms'],
  ['', 'none'],
  ['rooms', undefined],
  ['__proto__', undefined],
])('ByName.find(%j) is %s', (name, expected) => {
  expect(names.find(name)).toBe(expected)
})

test('ByName.set() replaces', () => {
  const changed = new ByName({ 'a*': 1 })
  changed.set('a*', 2)
  expect(changed.find('ab')).toBe(2)
})
