import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { ReconnectingWebSocket } from '../../../src/index.ts'
import { closeEvent, domException, report } from '../../../src/platform/globals.ts'

/** A host that does not know this word. */
function without(name: string): void {
  vi.stubGlobal(name, undefined)
  onTestFinished(() => void vi.unstubAllGlobals())
}

describe('a host that lacks', () => {
  test('reportError gets errors of the user’s code on its console', () => {
    without('reportError')
    const written = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => written.mockRestore())
    report('mine')
    expect(written).toHaveBeenCalledExactlyOnceWith('mine')
  })

  test('DOMException gets errors of the same name', () => {
    expect(domException('SyntaxError', 'no')).toBeInstanceOf(DOMException)
    without('DOMException')
    expect(domException('SyntaxError', 'no')).toMatchObject({ name: 'SyntaxError', message: 'no' })
  })

  test('CloseEvent gets events with its fields', () => {
    without('CloseEvent')
    const end = { code: 4951, reason: 'why' }
    expect(closeEvent(end)).toMatchObject({ type: 'close', ...end, wasClean: false })
    expect(closeEvent({ ...end, wasClean: true })).toMatchObject({ wasClean: true })
  })
})

class Native extends EventTarget {}

describe('the socket at hand', () => {
  async function loadAmong(WebSocket: unknown) {
    vi.stubGlobal('WebSocket', WebSocket)
    vi.resetModules()
    onTestFinished(() => void vi.unstubAllGlobals())
    return await import('../../../src/platform/globals.ts')
  }

  test('is the one that is there at the dial', async () => {
    const { nativeWebSocket } = await loadAmong(undefined)
    vi.stubGlobal('WebSocket', Native)
    expect(nativeWebSocket()).toBe(Native)
    vi.stubGlobal('WebSocket', undefined)
    expect(nativeWebSocket()).toBeUndefined()
  })

  test.for([ReconnectingWebSocket, class extends ReconnectingWebSocket {}])(
    'is the native one where one that survives was put in its place',
    async (Instead) => {
      const { nativeWebSocket } = await loadAmong(Native)
      vi.stubGlobal('WebSocket', Instead)
      expect(nativeWebSocket()).toBe(Native)
    },
  )
})
