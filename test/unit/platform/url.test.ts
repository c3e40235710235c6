import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { resolveUrl, showUrl } from '../../../src/platform/url.ts'
import { stagePage } from '../../fake/stage.ts'

describe('resolveUrl', () => {
  test.for([
    ['ws://server.test', 'ws://server.test/'],
    ['wss://server.test:8443/a?b=c', 'wss://server.test:8443/a?b=c'],
    ['http://server.test/feed', 'ws://server.test/feed'],
    ['https://server.test/feed', 'wss://server.test/feed'],
    ['HTTPS://server.test/feed', 'wss://server.test/feed'],
  ] as const)('reads %s as %s', ([input, url]) => {
    expect(resolveUrl(input)).toBe(url)
    expect(resolveUrl(new URL(input))).toBe(url)
  })

  test.for([
    ['/feed', 'wss://page.test/feed'],
    ['feed', 'wss://page.test/app/feed'],
    ['?room=1', 'wss://page.test/app/?room=1'],
    ['//other.test/feed', 'wss://other.test/feed'],
    ['', 'wss://page.test/app/'],
  ] as const)('takes "%s" relative to the page', ([input, url]) => {
    stagePage('https://page.test/app/')
    expect(resolveUrl(input)).toBe(url)
  })

  test('takes what is relative so to the base of the document, and in a worker to the script', () => {
    stagePage('https://page.test/app/')
    vi.stubGlobal('document', { baseURI: 'https://base.test/deep/' })
    onTestFinished(() => void vi.unstubAllGlobals())
    expect(resolveUrl('feed')).toBe('wss://base.test/deep/feed')
    vi.stubGlobal('document', undefined)
    expect(resolveUrl('feed')).toBe('wss://page.test/app/feed')
  })

  test.for(['/feed', '', 'ws:', 'ws://', 'ws://a b/', 'http://[::'])(
    'throws SyntaxError for "%s" without a page',
    (input) => {
      expect(() => resolveUrl(input)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
      expect(() => resolveUrl(input)).toThrow('relative to a page')
    },
  )

  test.for(['/feed', 'feed', ''])('lets "%s" wait for a page', (input) => {
    expect(resolveUrl(input, true)).toBe(input)
    stagePage('https://page.test/app/')
    expect(resolveUrl(input, true)).toBe(resolveUrl(input))
  })

  test.for(['ftp://server.test', 'ws://server.test/#'])(
    'lets %s, which no page makes right, not wait for one',
    (input) => {
      expect(() => resolveUrl(input, true)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
    },
  )

  test('lets nothing wait in a page', () => {
    stagePage('https://page.test/app/')
    expect(() => resolveUrl('ws://a b/', true)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
  })

  test.for(['ftp://server.test', 'javascript:alert(1)', 'data:,x', 'file:///x', 'blob:x'])(
    'throws SyntaxError for the scheme of %s',
    (input) => {
      expect(() => resolveUrl(input)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
    },
  )

  test.for(['ws://server.test/#part', 'ws://server.test/#'])('throws SyntaxError for the fragment of %s', (input) => {
    expect(() => resolveUrl(input)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
  })

  test('throws SecurityError for ws: on a secure page', () => {
    stagePage('https://page.test/')
    expect(() => resolveUrl('ws://server.test/')).toThrow(expect.objectContaining({ name: 'SecurityError' }))
    expect(() => resolveUrl('ws://notlocalhost/')).toThrow(expect.objectContaining({ name: 'SecurityError' }))
    expect(() => resolveUrl('ws://localhost.evil.test/')).toThrow(expect.objectContaining({ name: 'SecurityError' }))
  })

  test.for(['ws://localhost:1/', 'ws://app.localhost/', 'ws://127.0.0.1/', 'ws://127.1.2.3/', 'ws://[::1]/'])(
    'lets a secure page open %s on its own machine',
    (input) => {
      stagePage('https://page.test/')
      expect(resolveUrl(input)).toBe(input)
    },
  )

  test('leaves ws: alone on a page that is not secure', () => {
    stagePage('http://page.test/')
    expect(resolveUrl('ws://server.test/')).toBe('ws://server.test/')
  })

  test.for([
    'ws://ada:geheim@server.test/?token=geheim#x',
    'ftp://ada:geheim@server.test/?token=geheim',
    'ws://ada:geheim@a b/?token=geheim',
    'ws://ada:geheim@server.test/?token=geheim',
  ])('tells no credentials of %s in its errors', (input) => {
    stagePage('https://page.test/')
    expect(() => resolveUrl(input)).toThrow(/^((?!geheim).)*$/)
  })
})

describe('showUrl', () => {
  test('leaves out user, password and query', () => {
    expect(showUrl('wss://ada:geheim@server.test:8443/feed?token=geheim')).toBe('wss://server.test:8443/feed')
  })
})
