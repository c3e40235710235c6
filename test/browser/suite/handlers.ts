// Handlers come, go, stop each other and fail as those of the native socket do.
import { describe, expect } from 'vitest'
import { both, type Scene } from './stage.ts'

export function handlers(scene: Scene): void {
  describe('handlers', () => {
    scene('once, signal, handler objects and duplicates', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const calls: string[] = []
        const aborter = new AbortController()
        const twice = () => calls.push('added twice')
        const object = { calls, handleEvent: () => object.calls.push('object') }
        socket.addEventListener('message', () => calls.push('once'), { once: true })
        socket.addEventListener('message', () => calls.push('signal'), { signal: aborter.signal })
        socket.addEventListener('message', () => calls.push('never'), { signal: AbortSignal.abort() })
        socket.addEventListener('message', twice)
        socket.addEventListener('message', twice)
        socket.addEventListener('message', object)
        await next(socket, 'open')
        socket.send('one')
        await next(socket, 'message')
        aborter.abort()
        socket.removeEventListener('message', twice)
        socket.send('two')
        await next(socket, 'message')
        return calls
      })
      expect(ours).toEqual(['once', 'signal', 'added twice', 'object', 'object'])
      expect(native).toEqual(ours)
    })

    scene('an on-handler keeps its place among the listeners', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const calls: string[] = []
        const empty = socket.onmessage
        socket.addEventListener('message', () => calls.push('before'))
        socket.onmessage = () => calls.push('on')
        socket.addEventListener('message', () => calls.push('after'))
        socket.onmessage = () => calls.push('replaced')
        await next(socket, 'open')
        socket.send('one')
        await next(socket, 'message')
        socket.onmessage = null
        socket.send('two')
        await next(socket, 'message')
        return { empty, calls }
      })
      expect(ours).toEqual({ empty: null, calls: ['before', 'replaced', 'after', 'before', 'after'] })
      expect(native).toEqual(ours)
    })

    scene('added, removed and stopped in the middle of a dispatch', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const calls: string[] = []
        const removed = () => calls.push('removed')
        const stopper = (event: Event) => {
          calls.push('stops')
          event.stopImmediatePropagation()
        }
        socket.addEventListener('message', () => {
          calls.push('first')
          socket.removeEventListener('message', removed)
          socket.addEventListener('message', stopper)
        })
        socket.addEventListener('message', removed)
        socket.addEventListener('message', () => calls.push('third'))
        await next(socket, 'open')
        socket.send('one')
        await until(() => calls.includes('third'))
        socket.addEventListener('message', () => calls.push('behind the stop'))
        socket.send('two')
        await until(() => calls.includes('stops'))
        await pause(20)
        return calls
      })
      expect(ours).toEqual(['first', 'third', 'first', 'third', 'stops'])
      expect(native).toEqual(ours)
    })

    scene('one that throws is reported and stops nobody', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const calls: string[] = []
        const report = (event: ErrorEvent) => {
          event.preventDefault()
          calls.push(String(event.error))
        }
        window.addEventListener('error', report)
        socket.onmessage = () => {
          throw new Error('from a handler')
        }
        socket.addEventListener('message', () => calls.push('next handler'))
        await next(socket, 'open')
        socket.send('one')
        await next(socket, 'message')
        socket.send('two')
        await next(socket, 'message')
        window.removeEventListener('error', report)
        return calls.sort()
      })
      const error = 'Error: from a handler'
      expect(ours).toEqual([error, error, 'next handler', 'next handler'])
      expect(native).toEqual(ours)
    })

    scene('events of its own: statechange and drop', async ({ page, site }) => {
      const seen = await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url, [], { outbox: { maxMessages: 1 } })
        const seen: unknown[] = []
        socket.addEventListener('statechange', ({ detail }) => seen.push([detail.previous.name, detail.state.name]))
        socket.addEventListener('drop', ({ detail }) => seen.push([detail.data, detail.reason]))
        socket.send('fits')
        socket.send('too many')
        await next(socket, 'open')
        socket.close()
        await next(socket, 'close')
        return seen
      }, site.url)
      expect(seen).toContainEqual(['too many', 'overflow'])
      expect(seen.slice(-3)).toEqual([
        ['connecting', 'open'],
        ['open', 'closing'],
        ['closing', 'closed'],
      ])
    })
  })
}
