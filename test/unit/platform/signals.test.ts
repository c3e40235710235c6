import { describe, expect, test } from 'vitest'
import { unwatchPage, watchPage, watchPolicy, type PageSignal } from '../../../src/platform/signals.ts'
import { stagePage } from '../../fake/stage.ts'

function watch(): { signals: PageSignal[]; stop: () => void } {
  const signals: PageSignal[] = []
  const listener = (signal: PageSignal) => void signals.push(signal)
  watchPage(listener)
  return { signals, stop: () => unwatchPage(listener) }
}

describe('watchPage', () => {
  test('tells what page and network do', () => {
    const page = stagePage()
    const { signals, stop } = watch()
    page.offline()
    page.online()
    page.hide()
    page.show()
    page.freeze()
    page.resume()
    page.leave(true)
    page.comeBack(true)
    stop()
    expect(signals).toEqual(['offline', 'online', 'visible', 'frozen', 'resumed', 'cached', 'restored'])
  })

  test('says nothing of a page that goes for good, or that was loaded', () => {
    const page = stagePage()
    const { signals, stop } = watch()
    page.leave(false)
    page.comeBack(false)
    stop()
    expect(signals).toEqual([])
  })

  test('watches the window once, however many listen', () => {
    const page = stagePage()
    const first = watch()
    const { listeners } = page
    const others = [watch(), watch(), watch()]
    expect(page.listeners).toBe(listeners)
    page.online()
    expect([first, ...others].map(({ signals }) => signals.length)).toEqual([1, 1, 1, 1])
    for (const { stop } of [first, ...others]) stop()
  })

  test('leaves nothing on window and document after its last listener', () => {
    const page = stagePage()
    const listeners = [watch(), watch()]
    listeners[0]!.stop()
    expect(page.listeners).toBeGreaterThan(0)
    listeners[1]!.stop()
    expect(page.listeners).toBe(0)
  })

  test('can be begun again', () => {
    const page = stagePage()
    watch().stop()
    const { signals, stop } = watch()
    page.online()
    stop()
    stop()
    expect(signals).toEqual(['online'])
    expect(page.listeners).toBe(0)
  })

  test('does not call a listener that another one stopped', () => {
    const page = stagePage()
    const stops: (() => void)[] = []
    const stopOthers = () => stops.forEach((stop) => stop())
    watchPage(stopOthers)
    const second = watch()
    stops.push(second.stop)
    page.online()
    unwatchPage(stopOthers)
    expect(second.signals).toEqual([])
  })

  test('does nothing where there is no window', () => {
    const { signals, stop } = watch()
    stop()
    expect(signals).toEqual([])
  })
})

describe('watchPolicy', () => {
  function blocked(url: string, blockedURI: string, directive?: string): boolean {
    const page = stagePage()
    let isBlocked = false
    const stop = watchPolicy(url, () => (isBlocked = true))
    page.block(blockedURI, directive)
    stop()
    expect(page.listeners).toBe(0)
    page.remove()
    return isBlocked
  }

  test.for(['wss://server.test:8443/feed', 'wss://server.test:8443', 'https://server.test:8443/'])(
    'tells of the blocked URL as %s',
    (blockedURI) => {
      expect(blocked('wss://server.test:8443/feed?token=1', blockedURI)).toBe(true)
    },
  )

  test.for([
    ['wss://other.test/', 'connect-src'],
    ['wss://server.test:8443/feed', 'img-src'],
    ['inline', 'script-src-elem'],
  ] as const)('does not care for %s blocked by %s', ([blockedURI, directive]) => {
    expect(blocked('wss://server.test:8443/feed', blockedURI, directive)).toBe(false)
  })
})
