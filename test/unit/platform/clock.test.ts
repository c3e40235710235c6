import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../../src/platform/clock.ts'

describe('systemClock.timer', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('calls back once, after its delay', () => {
    const callback = vi.fn()
    systemClock.timer(callback).start(100)
    vi.advanceTimersByTime(99)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(callback).toHaveBeenCalledOnce()
  })

  test('forgets the earlier start when it is started anew', () => {
    const callback = vi.fn()
    const timer = systemClock.timer(callback)
    timer.start(100)
    timer.start(300)
    vi.advanceTimersByTime(200)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(100)
    expect(callback).toHaveBeenCalledOnce()
  })

  test('does nothing once stopped, and can be started again', () => {
    const callback = vi.fn()
    const timer = systemClock.timer(callback)
    timer.start(100)
    timer.stop()
    vi.advanceTimersByTime(1_000)
    expect(callback).not.toHaveBeenCalled()
    timer.start(1)
    vi.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledOnce()
  })

  test('never ends a delay of Infinity', () => {
    systemClock.timer(() => undefined).start(Infinity)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('ends no delay early that is longer than setTimeout can hold', () => {
    const callback = vi.fn()
    systemClock.timer(callback).start(2 ** 31)
    vi.advanceTimersByTime(2 ** 31 - 2)
    expect(callback).not.toHaveBeenCalled()
  })
})

describe('systemClock', () => {
  test('tells the time since some start, and the time of day', () => {
    expect(systemClock.now()).toBeLessThanOrEqual(systemClock.now())
    expect(Math.abs(systemClock.wall() - Date.now())).toBeLessThan(1_000)
  })
})
