// createClient() with raw(): the same life by another surface.
import { describe, expect } from 'vitest'
import { type Scene } from './stage.ts'

export function client(scene: Scene): void {
  describe('createClient with raw()', () => {
    scene('opens, echoes text and binary, and closes', async ({ page, site }) => {
      const outcome = await page.evaluate(async (url) => {
        const client = Holdfast.createClient(url, { protocol: Holdfast.raw(), subprotocols: ['v1', 'v2'] })
        await client.ready({ timeout: 5000 })
        const messages: unknown[] = []
        client.on('message', (data) => messages.push(data))
        const results = ['text', new Uint8Array([1, 2]), new Uint8Array([3]).buffer].map((data) => client.send(data))
        await client.drained()
        await until(() => messages.length === 3)
        const { state } = client
        client.close()
        await until(() => client.state.name === 'closed')
        const [text, ...binary] = messages
        return { results, state, text, binary: await Promise.all(binary.map(bytes)), stats: client.stats() }
      }, site.url)
      expect(outcome).toMatchObject({
        results: ['sent', 'sent', 'sent'],
        state: { name: 'open', attempt: 1, url: site.url, protocol: 'v2' },
        text: 'text',
        binary: [[1, 2], [3]],
        stats: { opens: 1, sent: { messages: 3, bytes: 7 }, received: { messages: 3, bytes: 7 } },
      })
      await expect.poll(() => site.links).toBe(0)
    })

    scene('queues while the link is down and sends in order after', async ({ page, site }) => {
      const { results, names } = await page.evaluate(async (url) => {
        const client = Holdfast.createClient(url, { protocol: Holdfast.raw(), ...quick })
        const names: string[] = []
        client.on('state', ({ name }, previous) => {
          if (name !== previous.name) names.push(name)
        })
        await client.ready()
        client.send('!kill')
        await new Promise<void>((resolve) => {
          client.on('state', ({ name }) => {
            if (name === 'waiting') resolve()
          })
        })
        const results = ['a', 'b', 'c'].map((data) => client.send(data))
        const volatile = client.send('lost on purpose', { volatile: true })
        const messages: unknown[] = []
        client.on('message', (data) => messages.push(data))
        await until(() => messages.length === 3)
        return { results: [...results, volatile], names }
      }, site.url)
      expect(results).toEqual(['queued', 'queued', 'queued', 'dropped'])
      expect(site.received).toEqual(['a', 'b', 'c'])
      expect(names.slice(-3)).toEqual(['waiting', 'connecting', 'open'])
    })

    scene('leaves a mute server within 1.2 s', async ({ page, site }) => {
      const { inTime, cause } = await page.evaluate(async (url) => {
        const heartbeat = { message: 'ping', pong: 'pong', interval: 500, timeout: 500 }
        const client = Holdfast.createClient(url, { protocol: Holdfast.raw(), heartbeat })
        await client.ready()
        client.send('!mute')
        await until(() => client.stats().received.messages === 1)
        let cause: unknown
        client.on('state', (state) => {
          if (state.name === 'connecting') cause = state.cause
        })
        const inTime = await within(
          1200,
          until(() => client.stats().opens === 2),
        )
        return { inTime, cause }
      }, site.url)
      expect(inTime).toBe(true)
      expect(cause).toMatchObject({ kind: 'dead', code: 4951, opened: true })
    })

    scene('a refused dial is a cause, not an exception', async ({ page, site }) => {
      site.refusals = 1
      const causes = await page.evaluate(async (url) => {
        const client = Holdfast.createClient(url, { protocol: Holdfast.raw(), ...quick })
        const causes: unknown[] = []
        client.on('state', (state) => {
          if (state.name === 'waiting') causes.push(state.cause)
        })
        await client.ready({ timeout: 5000 })
        return causes
      }, site.url)
      expect(causes).toMatchObject([{ kind: 'refused', code: 1006, opened: false, failures: 1 }])
    })

    scene('close() on a mute server is done within 1 s', async ({ page, site }) => {
      const inTime = await page.evaluate(async (url) => {
        const client = Holdfast.createClient(url, { protocol: Holdfast.raw() })
        await client.ready()
        client.send('!mute')
        await until(() => client.stats().received.messages === 1)
        client.close()
        return within(
          1000,
          until(() => client.state.name === 'closed'),
        )
      }, site.url)
      expect(inTime).toBe(true)
    })
  })
}
