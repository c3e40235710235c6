// What breaks a link, and how it comes back.
import { describe, expect } from 'vitest'
import { type Scene } from './stage.ts'

export function faults(scene: Scene): void {
  describe('a broken link', () => {
    scene('a killed link reports 1006 and comes back', async ({ page, site }) => {
      const { close, back } = await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url, [], quick)
        await next(socket, 'open')
        const closed = next(socket, 'close').then(plain)
        socket.send('!kill')
        const close = await closed
        await next(socket, 'open')
        socket.send('still here')
        return { close, back: (await next(socket, 'message')).data as string }
      }, site.url)
      expect(close).toMatchObject({ code: 1006, wasClean: false, readyState: 0 })
      expect(back).toBe('still here')
      expect(site.dials).toBe(2)
    })

    scene('what is sent while the link is down arrives in order after', async ({ page, site }) => {
      await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url, [], quick)
        await next(socket, 'open')
        socket.send('!kill')
        await next(socket, 'close')
        for (let number = 0; number < 100; number++) socket.send(String(number))
        let last: unknown
        socket.addEventListener('message', ({ data }) => (last = data as unknown))
        await until(() => last === '99')
      }, site.url)
      expect(site.received).toEqual(Array.from({ length: 100 }, (_, number) => String(number)))
    })

    scene('a mute server is found by the heartbeat within 1.2 s', async ({ page, site }) => {
      const { inTime, close } = await page.evaluate(async (url) => {
        const heartbeat = { message: 'ping', pong: 'pong', interval: 500, timeout: 500 }
        const socket = new Holdfast.ReconnectingWebSocket(url, [], { heartbeat })
        await next(socket, 'open')
        socket.send('!mute')
        await next(socket, 'message')
        const closed = next(socket, 'close').then(plain)
        return { inTime: await within(1200, next(socket, 'open')), close: await closed }
      }, site.url)
      expect(inTime).toBe(true)
      expect(close).toMatchObject({ code: 4951, wasClean: false, readyState: 0 })
    })

    scene('a refused dial reports error, then 1006, and is dialled again', async ({ page, site }) => {
      site.refusals = 2
      const log = await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url, [], quick)
        const log = record(socket)
        await next(socket, 'open')
        return log.map(({ type, code, wasClean, readyState }) => ({ type, code, wasClean, readyState }))
      }, site.url)
      const refusal = [
        { type: 'error', readyState: 0 },
        { type: 'close', code: 1006, wasClean: false, readyState: 0 },
      ]
      expect(log).toEqual([...refusal, ...refusal, { type: 'open', readyState: 1 }])
      expect(site.dials).toBe(3)
    })

    scene(
      'a server that picks none of the subprotocols is a failed dial, also where the engine opens',
      async ({ page, site }) => {
        const close = await page.evaluate(
          async (url) => {
            const socket = new Holdfast.ReconnectingWebSocket(url, ['v1'], { maxAttempts: 1 })
            return plain(await next(socket, 'close'))
          },
          site.url.replace('/echo', '/unpicked'),
        )
        expect(close).toMatchObject({ code: 1006, wasClean: false, readyState: 3 })
      },
    )

    scene('close() on a mute server reports within 1 s', async ({ page, site }) => {
      const { inTime, close } = await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url)
        await next(socket, 'open')
        socket.send('!mute')
        await next(socket, 'message')
        socket.close(4000, 'enough')
        const closed = next(socket, 'close').then(plain)
        return { inTime: await within(1000, closed), close: await closed }
      }, site.url)
      expect(inTime).toBe(true)
      expect(close).toMatchObject({ code: 1006, wasClean: false, readyState: 3 })
    })

    scene('a server that closes with 4400 is not dialled again', async ({ page, site }) => {
      const close = await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url, [], quick)
        await next(socket, 'open')
        socket.send('!close 4400 no such feed')
        const close = plain(await next(socket, 'close'))
        await pause(200)
        return close
      }, site.url)
      expect(close).toMatchObject({ code: 4400, reason: 'no such feed', wasClean: true, readyState: 3 })
      expect(site.dials).toBe(1)
    })

    scene('reconnect() twice makes one new link', async ({ page, site }) => {
      await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url)
        await next(socket, 'open')
        socket.reconnect()
        socket.reconnect()
        await next(socket, 'open')
        await pause(100)
      }, site.url)
      expect(site.dials).toBe(2)
      await expect.poll(() => site.links).toBe(1)
    })

    scene('close() in the middle of a wait ends it for good', async ({ page, site }) => {
      const types = await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url, [], quick)
        await next(socket, 'open')
        socket.send('!kill')
        await next(socket, 'close')
        const log = record(socket)
        socket.close()
        await until(() => socket.readyState === 3)
        await pause(200)
        return log.map(({ type }) => type)
      }, site.url)
      expect(types).toEqual(['close'])
      expect(site.dials).toBe(1)
    })
  })
}
