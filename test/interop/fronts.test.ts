// The drop-in behind proxies that end quiet links, restart, and lose the server behind them.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { fronts, isInstalled, startFront, type Front, type RunningFront } from './fronts.ts'
import { servers } from './servers.ts'
import { describeMissing, Stage } from './stage.ts'
import { Talker, text } from './talker.ts'

const [ws] = servers
const heartbeat = { message: 'ping', pong: 'ping', interval: 300, timeout: 500 }

for (const front of fronts) {
  if (isInstalled(front)) describe(front.name, () => behind(front))
  else describeMissing(front.name)
}

function behind(front: Front): void {
  const backend = new Stage(ws!)
  let proxy: RunningFront
  beforeAll(async () => {
    await backend.start()
    proxy = await startFront(front, backend.running.port)
  })
  afterAll(async () => {
    await proxy.running.stop('SIGKILL')
    await backend.kill()
  })

  test('with a heartbeat shorter than its idle limit a quiet link stays', async (context) => {
    const talker = new Talker(context, proxy.url, { heartbeat })
    await talker.opened()
    await sleep(4_000)
    expect(text(await talker.echo('still here'))).toBe('still here')
    expect(talker.events).toEqual(['open'])
  })

  test('without one it ends the quiet link, which is noticed and mended', async (context) => {
    const talker = new Talker(context, proxy.url)
    await talker.echo('hello')
    await talker.until('the loss', () => talker.closes.length > 0)
    await talker.opened(2)
    expect(talker.closes).toEqual(['close 1006'])
    expect(talker.causes).toEqual(['lost'])
    expect(text(await talker.echo('again'))).toBe('again')
  })

  test('by TLS: text, 1 MiB of bytes, a subprotocol, compression and both closes', async (context) => {
    const options = { subprotocols: ['b.v1'], WebSocket: trusting(proxy.certificate) }
    const talker = new Talker(context, proxy.secureUrl, options)
    expect(text(await talker.echo('hello'))).toBe('hello')
    const bytes = new Uint8Array(2 ** 20).fill(7)
    expect(Buffer.compare((await talker.echo(bytes)) as Uint8Array, bytes)).toBe(0)
    expect(talker.socket.protocol).toBe('b.v1')
    expect(talker.socket.extensions).toMatch(/^permessage-deflate/)
    talker.askToClose(4001, 'bye')
    await talker.opened(2)
    talker.socket.close(4002, 'see you')
    await talker.until('both closes', () => talker.closes.length === 2)
    expect(talker.closes).toEqual(['close 4001 bye', 'close 4002 see you'])
  })

  test('it trusts no certificate that nobody vouched for, and says nothing on such a link', async (context) => {
    const talker = new Talker(context, proxy.secureUrl)
    talker.say('secret')
    await talker.until('dials in vain', () => talker.causes.length >= 3)
    expect(new Set(talker.causes)).toEqual(new Set(['refused']))
    expect(talker.events).not.toContain('open')
    expect(talker.socket.bufferedAmount).toBe('secret'.length)
  })

  test.for(['SIGKILL', 'SIGTERM'] as const)(
    'is ended by %s and started anew, and gets what waited',
    async (signal, context) => {
      const talker = new Talker(context, proxy.url, { heartbeat })
      await talker.echo('before')
      await proxy.running.stop(signal)
      await talker.until('a dial in vain', () => talker.causes.includes('refused'))
      talker.say('meanwhile')
      await proxy.restart()
      await talker.until('what waited', () => talker.heard.map(text).includes('meanwhile'))
      expect(talker.heard.map(text)).toEqual(['before', 'meanwhile'])
      expect(talker.causes[0]).toBe('lost')
    },
  )

  test(`answers ${front.unavailable} while its server is down, and is dialled until it is up`, async (context) => {
    const talker = new Talker(context, proxy.url, { heartbeat })
    await talker.echo('before')
    await backend.kill()
    await talker.until('two dials in vain', () => talker.causes.filter((cause) => cause === 'refused').length >= 2)
    expect(await statusOf(proxy.url)).toBe(front.unavailable)
    talker.say('meanwhile')
    await backend.start()
    await talker.until('what waited', () => talker.heard.map(text).includes('meanwhile'))
    expect(talker.links).toBe(2)
  })
}

/** `ws`, with a certificate that it trusts. */
function trusting(ca: string): new (url: string | URL, protocols?: string | string[]) => WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { ca })
    }
  }
}

/** What an upgrade is answered that is not taken. */
async function statusOf(url: string): Promise<number | undefined> {
  const socket = new WebSocket(url)
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  response.resume()
  return response.statusCode
}
