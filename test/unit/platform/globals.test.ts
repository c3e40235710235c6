import { describe, expect, onTestFinished, test, vi } from 'vitest'
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
