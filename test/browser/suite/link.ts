// A link that works: opening, data of every kind, order.
import { describe, expect } from 'vitest'
import { both, type Scene } from './stage.ts'

export function link(scene: Scene): void {
  describe('a working link', () => {
    scene('opens and shows what the native socket shows', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const socket = connect(url, ['v1', 'v2'])
        const before = [socket.readyState, socket.protocol, socket.bufferedAmount, socket.binaryType]
        await next(socket, 'open')
        const { readyState, url: dialled, protocol, extensions, bufferedAmount } = socket
        return { before, readyState, dialled, protocol, extensions, bufferedAmount }
      })
      expect(ours).toEqual(native)
      expect(ours).toMatchObject({ readyState: 1, dialled: site.url, protocol: 'v2' })
    })

    scene('resolves relative and http: URLs against the page', async ({ page, site }) => {
      const { ours, native } = await both(page, site, async (connect, url) => {
        const sockets = ['/echo', 'echo', url.replace('ws:', 'http:')].map((form) => connect(form))
        await Promise.all(sockets.map((socket) => next(socket, 'open')))
        return sockets.map((socket) => socket.url)
      })
      expect(ours).toEqual([site.url, site.url, site.url])
      expect(native).toEqual(ours)
    })

    scene('echoes text and every kind of binary data', async ({ page, site }) => {
      const kinds = await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url)
        await next(socket, 'open')
        const view = new Uint8Array([0, 1, 2, 3, 4])
        const payloads = [view.buffer, view.subarray(1, 3), new DataView(view.buffer, 4), new Blob([view, 'z'])]
        const back: unknown[] = []
        for (const binaryType of ['arraybuffer', 'blob'] as const) {
          socket.binaryType = binaryType
          for (const payload of payloads) {
            socket.send(payload)
            const { data } = (await next(socket, 'message')) as MessageEvent<unknown>
            back.push(Object.prototype.toString.call(data), await bytes(data))
          }
        }
        socket.send('grüße \u{1F600}')
        back.push((await next(socket, 'message')).data)
        return back
      }, site.url)
      const contents = [[0, 1, 2, 3, 4], [1, 2], [4], [0, 1, 2, 3, 4, 122]]
      expect(kinds).toEqual([
        ...contents.flatMap((content) => ['[object ArrayBuffer]', content]),
        ...contents.flatMap((content) => ['[object Blob]', content]),
        'grüße \u{1F600}',
      ])
    })

    scene('keeps 10,000 messages in order both ways', async ({ page, site }) => {
      const numbers = Array.from({ length: 10_000 }, (_, number) => String(number))
      const back = await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url)
        await next(socket, 'open')
        const back: string[] = []
        socket.onmessage = ({ data }) => back.push(data as string)
        // In bursts below the bound of the outbox, as the drop-in drops what is over it.
        for (let sent = 0; sent < 10_000; sent++) {
          socket.send(String(sent))
          if (sent % 500 === 499) await until(() => back.length > sent)
        }
        return back
      }, site.url)
      expect(back).toEqual(numbers)
      expect(site.received).toEqual(numbers)
    })

    scene('takes a burst of 10,000 messages in order', async ({ page, site }) => {
      const numbers = await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url)
        await next(socket, 'open')
        const numbers: number[] = []
        socket.onmessage = ({ data }) => numbers.push(Number(data))
        socket.send('!count 10000')
        await until(() => numbers.length === 10_000)
        return numbers
      }, site.url)
      expect(numbers).toEqual([...numbers.keys()])
    })

    scene('sends what was handed over before it opened, unchanged and in order', async ({ page, site }) => {
      await page.evaluate(async (url) => {
        const socket = new Holdfast.ReconnectingWebSocket(url)
        const buffer = new Uint8Array([1, 2])
        socket.send('first')
        socket.send(buffer)
        buffer.fill(9)
        socket.send(new Blob(['A']))
        socket.send('last')
        const messages: unknown[] = []
        socket.onmessage = ({ data }) => messages.push(data)
        await until(() => messages.length === 4)
      }, site.url)
      expect(site.received).toEqual(['first', [1, 2], [65], 'last'])
    })

    scene('delivers a Blob that is sent right before close()', async ({ page, site }) => {
      const runs = 20
      const codes = await page.evaluate(
        async (url, runs) => {
          const codes: number[] = []
          for (let run = 0; run < runs; run++) {
            const socket = new Holdfast.ReconnectingWebSocket(url)
            await next(socket, 'open')
            socket.send(new Blob(['b']))
            socket.close()
            codes.push((await next(socket, 'close')).code)
          }
          return codes
        },
        site.url,
        runs,
      )
      expect(site.received).toEqual(Array(runs).fill([98]))
      expect(codes).toEqual(Array(runs).fill(1005))
    })
  })
}
