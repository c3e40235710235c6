import { expect, test } from 'vitest'
import { checkOrigins, isAllowed, type Origins } from '../../../src/server/origin.ts'

const allows = (origins: Origins, origin?: string, host = 'example.com') =>
  isAllowed(origins, { headers: { host, ...(origin !== undefined && { origin }) } })

test.each<[string, Origins, string | undefined, boolean]>([
  ['no browser', 'same', undefined, true],
  ['the same host', 'same', 'https://example.com', true],
  ['another host', 'same', 'https://example.com.evil.example', false],
  ['another port', 'same', 'https://example.com:8443', false],
  ['a sandboxed page', 'same', 'null', false],
  ['what is no origin', 'same', 'example.com', false],
  ['one by name', ['https://a.example'], 'https://a.example', true],
  ['one of another scheme', ['https://a.example'], 'http://a.example', false],
  ['any', 'any', 'https://evil.example', true],
])('isAllowed(): %s', (_, origins, origin, expected) => {
  expect(allows(origins, origin)).toBe(expected)
})

test('isAllowed() takes a host as it is written', () => {
  expect(allows('same', 'https://example.com:8443', 'Example.COM:8443')).toBe(true)
  expect(allows('same', 'https://example.com', 'example.com:443')).toBe(true)
  expect(allows('same', 'http://example.com', 'example.com:443')).toBe(false)
  expect(allows('same', 'https://example.com', '')).toBe(false)
})

test('checkOrigins() says what an origin is', () => {
  expect(() => checkOrigins(['https://a.example'])).not.toThrow()
  expect(() => checkOrigins(['https://a.example/'])).toThrow('"https://a.example/"')
  expect(() => checkOrigins(['*'])).toThrow(TypeError)
})
