// Events and handlers behave as those of the native socket, which runs beside ours in every test.
import { describe, expect } from 'vitest'
import { both, type Scene } from './stage.ts'

export function events(scene: Scene): void {
  describe('events', () => {
    scene('a dialogue that the server ends', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const log = record(socket)
        await next(socket, 'open')
        socket.send('hello')
        await next(socket, 'message')
        socket.send('!close 4001 bye')
        await next(socket, 'close')
        await pause(50)
        return log
      })
      expect(ours).toEqual(native)
      expect(ours.map(({ type }) => type)).toEqual(['open', 'message', 'close'])
      expect(ours[2]).toMatchObject({ code: 4001, reason: 'bye', wasClean: true, readyState: 3 })
    })

    scene('a refused dial', async ({ page, site }) => {
      site.refusals = Infinity
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const log = record(socket)
        await next(socket, 'close')
        await pause(50)
        return log
      })
      expect(ours).toEqual(native)
      expect(ours.map(({ type }) => type)).toEqual(['error', 'close'])
    })

    scene('a killed link', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const log = record(socket)
        await next(socket, 'open')
        socket.send('!kill')
        await next(socket, 'close')
        await pause(50)
        return log
      })
      expect(ours).toEqual(native)
    })

    scene('a close with code and reason', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const log = record(socket)
        await next(socket, 'open')
        socket.close(3001, 'x')
        const { readyState } = socket
        await next(socket, 'close')
        await pause(50)
        return { readyState, log }
      })
      expect(ours).toEqual(native)
      expect(ours.readyState).toBe(2)
      expect(ours.log[1]).toMatchObject({ type: 'close', code: 3001, reason: 'x', wasClean: true })
      expect(site.codes).toEqual([3001, 3001])
    })

    scene('a close before the link is open', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const log = record(socket)
        socket.close()
        const { readyState } = socket
        await next(socket, 'close')
        await pause(50)
        return { readyState, log }
      })
      expect(ours).toEqual(native)
    })

    scene('what may not be passed', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        await next(socket, 'open')
        return {
          code: thrown(() => socket.close(999)),
          reserved: thrown(() => socket.close(1001)),
          reason: thrown(() => socket.close(3000, 'ü'.repeat(62))),
          duplicate: thrown(() => connect(url, ['a', 'a'])),
          case: thrown(() => connect(url, ['a', 'A'])),
          spaced: thrown(() => connect(url, 'a b')),
          empty: thrown(() => connect(url, '')),
          scheme: thrown(() => connect('ftp://127.0.0.1/')),
          fragment: thrown(() => connect(`${url}#part`)),
          nonsense: thrown(() => connect('ws://a b/')),
          readyState: socket.readyState,
        }
      })
      expect(ours).toEqual(native)
      expect(ours).toMatchObject({
        code: '[object DOMException] InvalidAccessError',
        reason: '[object DOMException] SyntaxError',
        readyState: 1,
      })
    })

    scene('classes, targets and this', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url)
        const seen: unknown[] = []
        function look(this: WebSocket, event: Event) {
          const classes = [Event, MessageEvent, CloseEvent].map((Class) => event instanceof Class)
          const targets = [event.target, event.currentTarget, event.srcElement, this, ...event.composedPath()]
          seen.push(
            `${event.type} ${event.eventPhase}`,
            classes,
            targets.map((target) => target === socket),
          )
        }
        socket.onopen = socket.onmessage = socket.onclose = look
        for (const type of ['open', 'message', 'close']) socket.addEventListener(type, look)
        await next(socket, 'open')
        socket.send('hello')
        const message = await next(socket, 'message')
        socket.close()
        await next(socket, 'close')
        return { seen, after: [message.target === socket, message.currentTarget, message.eventPhase] }
      })
      expect(ours).toEqual(native)
      expect(ours.seen.slice(6, 9)).toEqual(['message 2', [true, true, false], Array(5).fill(true)])
    })
  })
}
