// Where a socket lives: pages that go away, workers, pages whose policy forbids connections.
import { describe, expect } from 'vitest'
import { type Scene } from './stage.ts'

export function places(scene: Scene): void {
  describe('places', () => {
    for (const leave of ['reload', 'navigation'] as const) {
      scene(`a ${leave} leaves nothing behind`, async ({ page, site }) => {
        await page.evaluate(async (url) => {
          const sockets = [1, 2, 3].map(() => new Holdfast.ReconnectingWebSocket(url, [], quick))
          Object.assign(window, { sockets })
          await Promise.all(sockets.map((socket) => next(socket, 'open')))
        }, site.url)
        expect(site.links).toBe(3)
        await (leave === 'reload' ? page.reload() : page.goto(`${site.origin}/blank.html`))
        await expect.poll(() => site.links).toBe(0)
        // Firefox closes the sockets before it tells the page that it goes, which leaves time for another dial.
        const { dials } = site
        await page.evaluate(() => pause(300))
        expect([site.dials, site.links]).toEqual([dials, 0])
      })
    }

    scene('a page that is left and returned to has its link', async ({ engine, page, site }) => {
      await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url, [], quick)
        Object.assign(window, { socket })
        await next(socket, 'open')
      }, site.url)
      await page.goto(`${site.origin}/blank.html`)
      await expect.poll(() => site.links).toBe(0)
      await page.back()
      const back = await page.evaluate(async () => {
        const { socket } = window as { socket?: WebSocket }
        if (!socket) return 'reloaded'
        await until(() => socket.readyState === 1)
        socket.send('still here')
        return (await next(socket, 'message')).data as string
      })
      // Firefox keeps no page that had an open socket.
      expect(back).toBe(engine === 'firefox' ? 'reloaded' : 'still here')
    })

    scene('a worker', async ({ page, site, build }) => {
      const outcome = await page.evaluate(
        async (url, build) => {
          const worker =
            build === 'esm' ? new Worker('/esm-worker.mjs', { type: 'module' }) : new Worker('/umd-worker.js')
          worker.postMessage(url)
          const { data } = (await next(worker, 'message')) as MessageEvent<unknown>
          worker.terminate()
          return data
        },
        site.url,
        build,
      )
      expect(outcome).toEqual({ code: 1006, data: 'from a worker', readyState: 3 })
    })

    scene('a policy that forbids the connection is terminal', async ({ page, site, build }) => {
      const policy = encodeURIComponent("connect-src 'none'")
      await page.goto(`${site.origin}/${build}.html?csp=${policy}`)
      const { cause, violations, types } = await page.evaluate(async (url) => {
        const violations: string[] = []
        document.addEventListener('securitypolicyviolation', ({ blockedURI, timeStamp }) => {
          violations.push(`${blockedURI} at ${timeStamp}, ${socket.state.name} since ${JSON.stringify(log)}`)
        })
        const socket = new Holdfast.ReconnectingWebSocket(url, [], quick)
        const log = record(socket)
        await until(() => socket.readyState === 3)
        await pause(300)
        const { state } = socket
        return { cause: 'cause' in state && state.cause, violations, types: log.map(({ type }) => type) }
      }, site.url)
      expect(cause).toMatchObject({ code: 1006, opened: false, reason: 'blocked-by-csp' })
      expect(violations).toEqual([expect.any(String)])
      expect(types.at(-1)).toBe('close')
      expect(site.dials).toBe(0)
    })
  })
}
