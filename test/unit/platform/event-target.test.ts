import { describe, expect, test } from 'vitest'
import { OuterEventTarget } from '../../../src/platform/event-target.ts'
import { stageReports } from '../../fake/stage.ts'

/** An outer target that hands on what its inner one dispatches. */
class Outer extends OuterEventTarget<{ message: Event; other: Event }> {
  readonly inner = new EventTarget()

  constructor() {
    super()
    this.inner.addEventListener('message', (event) => this.dispatchEvent(event))
  }
}

// Every rule holds for events that are handed on, and for those that are dispatched on the target itself.
const ways = {
  'handed on': (outer: Outer, event: Event) => outer.inner.dispatchEvent(event),
  dispatched: (outer: Outer, event: Event) => outer.dispatchEvent(event),
}

describe.for(Object.entries(ways))('OuterEventTarget, event %s', ([, dispatch]) => {
  function stage() {
    const outer = new Outer()
    const told: string[] = []
    const tell = (text: string) => () => void told.push(text)
    const fire = (event = new Event('message')) => dispatch(outer, event)
    return { outer, told, tell, fire }
  }

  test('calls listeners in the order in which they were added', () => {
    const { outer, told, tell, fire } = stage()
    for (const name of ['a', 'b', 'c']) outer.addEventListener('message', tell(name))
    fire()
    expect(told).toEqual(['a', 'b', 'c'])
  })

  test('calls the same listener once, unless it differs in capture', () => {
    const { outer, told, tell, fire } = stage()
    const listener = tell('a')
    outer.addEventListener('message', listener)
    outer.addEventListener('message', listener, { once: true })
    outer.addEventListener('message', listener, false)
    fire()
    expect(told).toEqual(['a'])
    outer.addEventListener('message', listener, true)
    fire()
    expect(told).toHaveLength(3)
    outer.removeEventListener('message', listener)
    fire()
    expect(told).toHaveLength(4)
    outer.removeEventListener('message', listener, { capture: true })
    fire()
    expect(told).toHaveLength(4)
  })

  test('calls a listener of one time once, and lets it be added again', () => {
    const { outer, told, tell, fire } = stage()
    const listener = tell('a')
    outer.addEventListener('message', listener, { once: true })
    fire()
    fire()
    expect(told).toEqual(['a'])
    outer.addEventListener('message', listener, { once: true })
    fire()
    expect(told).toEqual(['a', 'a'])
  })

  test('removes a listener with its signal, and adds none to an aborted one', () => {
    const { outer, told, tell, fire } = stage()
    const controller = new AbortController()
    outer.addEventListener('message', tell('a'), { signal: controller.signal })
    fire()
    controller.abort()
    outer.addEventListener('message', tell('b'), { signal: controller.signal })
    fire()
    expect(told).toEqual(['a'])
  })

  test('calls handleEvent of the object as it is then, with the object as this', () => {
    const { outer, told, fire } = stage()
    const listener = { name: 'first', handleEvent(this: { name: string }) { void told.push(this.name) } } // prettier-ignore
    outer.addEventListener('message', listener)
    fire()
    listener.handleEvent = () => void told.push('second')
    fire()
    expect(told).toEqual(['first', 'second'])
  })

  test('calls no listener that was removed during the dispatch', () => {
    const { outer, told, tell, fire } = stage()
    const removed = tell('removed')
    const controller = new AbortController()
    outer.addEventListener('message', () => outer.removeEventListener('message', removed))
    outer.addEventListener('message', () => controller.abort())
    outer.addEventListener('message', removed)
    outer.addEventListener('message', tell('aborted'), { signal: controller.signal })
    outer.addEventListener('message', tell('last'))
    fire()
    expect(told).toEqual(['last'])
  })

  test('calls a listener that was added during the dispatch from the next event on', () => {
    const { outer, told, tell, fire } = stage()
    const added = tell('added')
    outer.addEventListener('message', () => outer.addEventListener('message', added))
    fire()
    expect(told).toEqual([])
    fire()
    expect(told).toEqual(['added'])
  })

  test('stops at stopImmediatePropagation, for this event only', () => {
    const { outer, told, tell, fire } = stage()
    let stops = true
    outer.addEventListener('message', (event) => stops && event.stopImmediatePropagation())
    outer.addEventListener('message', tell('second'))
    fire()
    expect(told).toEqual([])
    stops = false
    fire()
    expect(told).toEqual(['second'])
  })

  test('reports what a listener throws or rejects with, and calls the others', async () => {
    const reports = stageReports()
    const { outer, told, tell, fire } = stage()
    const [thrown, rejected] = [new Error('thrown'), new Error('rejected')]
    const rejecting: () => unknown = () => Promise.reject(rejected)
    outer.addEventListener('message', () => {
      throw thrown
    })
    outer.addEventListener('message', rejecting)
    outer.addEventListener('message', tell('last'))
    fire()
    await Promise.resolve()
    expect(told).toEqual(['last'])
    expect(reports.mock.calls).toEqual([[thrown], [rejected]])
  })

  test('calls listeners with the target as this, and shows itself as target', () => {
    const { outer, fire } = stage()
    const seen: unknown[] = []
    outer.addEventListener('message', function (this: unknown, event) {
      seen.push(this, event.target, event.currentTarget, ...event.composedPath())
    })
    fire()
    expect(seen).toEqual([outer, outer, outer, outer])
  })

  test('shows itself as target, but as nobody’s any more, once the event is over', () => {
    const { outer, fire } = stage()
    const event = new MessageEvent('message')
    outer.addEventListener('message', () => undefined)
    fire(event)
    expect([event.target, event.currentTarget, event.composedPath()]).toEqual([outer, null, []])
  })

  test('shows itself as at its target as long as listeners see it', () => {
    const { outer } = stage()
    const phases: number[] = []
    outer.addEventListener('open', ({ eventPhase }) => phases.push(eventPhase))
    const event = new Event('open')
    outer.dispatchEvent(event)
    expect([...phases, event.eventPhase]).toEqual([Event.AT_TARGET, Event.NONE])
  })

  test('keeps class and data of the event', () => {
    const { outer, fire } = stage()
    const events: Event[] = []
    outer.addEventListener('message', (event) => events.push(event))
    const message = new MessageEvent('message', { data: { x: 1 }, origin: 'ws://server.test' })
    fire(message)
    expect(events[0]).toBe(message)
    expect(message).toBeInstanceOf(MessageEvent)
    expect(message).toMatchObject({ type: 'message', data: { x: 1 }, origin: 'ws://server.test' })
  })

  test('takes null for listener and options, as the native one does', () => {
    const { outer, told, tell, fire } = stage()
    const listener = tell('a')
    const reports = stageReports()
    outer.addEventListener('message', null)
    fire()
    expect(reports).not.toHaveBeenCalled()
    outer.removeEventListener('message', null)
    outer.addEventListener('message', listener, null as unknown as undefined)
    fire()
    outer.removeEventListener('message', listener, null as unknown as undefined)
    fire()
    expect(told).toEqual(['a'])
  })
})

describe('OuterEventTarget', () => {
  test('is an EventTarget for events of any name', () => {
    const outer = new Outer()
    const told: string[] = []
    outer.addEventListener('mine', ({ type }) => told.push(type))
    outer.addEventListener('toString', ({ type }) => told.push(type))
    outer.dispatchEvent(new Event('mine'))
    outer.dispatchEvent(new Event('toString'))
    expect(told).toEqual(['mine', 'toString'])
    expect(outer).toBeInstanceOf(EventTarget)
  })

  test('tells through dispatchEvent whether the default was prevented', () => {
    const outer = new Outer()
    outer.addEventListener('other', (event) => event.preventDefault())
    expect(outer.dispatchEvent(new Event('other', { cancelable: true }))).toBe(false)
    expect(outer.dispatchEvent(new Event('other'))).toBe(true)
  })

  test('releases the signal of a listener that was removed or called its one time', () => {
    const outer = new Outer()
    const { signal } = new AbortController()
    let listeners = 0
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners++
      addEventListener.apply(signal, args)
    }
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners--
      removeEventListener.apply(signal, args)
    }
    const removed = () => undefined
    outer.addEventListener('message', removed, { signal })
    outer.addEventListener('message', () => undefined, { signal, once: true })
    expect(listeners).toBe(2)
    outer.removeEventListener('message', removed)
    outer.inner.dispatchEvent(new Event('message'))
    expect(listeners).toBe(0)
  })

  test('hands on one event after another of one kind, and of several', () => {
    const outer = new Outer()
    const targets: unknown[] = []
    outer.addEventListener('message', (event) => targets.push(event.target))
    for (const event of [new Event('message'), new MessageEvent('message'), new Event('message')]) {
      outer.inner.dispatchEvent(event)
    }
    expect(targets).toEqual([outer, outer, outer])
  })
})
