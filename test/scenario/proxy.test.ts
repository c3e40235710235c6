import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { WebSocket } from 'ws'
import { answers, badAccept, blackhole, delay, fin, flap, halfClose, reset, resetAfter, throttle } from './proxy.ts'
import { stage, until, type Test } from './stage.ts'

interface Native {
  socket: WebSocket
  /** 'open', 'message …', 'error …' and 'close …', in order. */
  log: string[]
  closed: () => boolean
}

function dial(test: Test, url: string): Native {
  const socket = new WebSocket(url)
  const log: string[] = []
  socket.onopen = () => log.push('open')
  socket.onmessage = ({ data }) => log.push(`message ${String(data).slice(0, 20)}`)
  socket.onerror = ({ message }) => log.push(`error ${message}`)
  socket.onclose = ({ code }) => log.push(`close ${code}`)
  test.onTestFinished(() => socket.terminate())
  return { socket, log, closed: () => socket.readyState === WebSocket.CLOSED }
}

async function opened(test: Test, url: string): Promise<Native> {
  const native = dial(test, url)
  await until('open', () => native.log.includes('open'))
  return native
}

describe.concurrent('the proxy, seen by a native client', () => {
  test('passes text, binary and large messages both ways when it has no fault', async (test) => {
    const { server, proxy } = await stage(test)
    const { socket } = await opened(test, proxy.url)
    const big = 'x'.repeat(2_000_000)
    for (const data of ['one', Buffer.from([1, 2, 3]), big]) socket.send(data)
    await until('three messages', () => server.received.length === 3)
    test.expect(server.received.map(({ data }) => data.length)).toEqual([3, 3, big.length])
    test.expect(proxy.accepted).toHaveLength(1)
  })

  test.for([401, 403, 404, 502, 503])('answers %i', async (status, test) => {
    const { server, proxy } = await stage(test)
    proxy.next(answers(status))
    const native = dial(test, proxy.url)
    await until('close', native.closed)
    test.expect(native.log).toEqual([`error Unexpected server response: ${status}`, 'close 1006'])
    test.expect(server.upgrades).toEqual([])
  })

  test('spoils the accept key', async (test) => {
    const { proxy } = await stage(test)
    proxy.next(badAccept)
    const native = dial(test, proxy.url)
    await until('close', native.closed)
    test.expect(native.log[0]).toMatch(/Sec-WebSocket-Accept/)
  })

  test('resets at accept, and closes and opens the port', async (test) => {
    const { proxy } = await stage(test)
    proxy.next(reset)
    const first = dial(test, proxy.url)
    await until('reset', first.closed)
    test.expect(first.log[0]).toMatch(/ECONNRESET|EPIPE|hang up/)

    proxy.refuse()
    const second = dial(test, proxy.url)
    await until('refusal', second.closed)
    test.expect(second.log[0]).toMatch(/ECONNREFUSED/)

    await proxy.listen()
    await opened(test, proxy.url)
  })

  test('never answers, when a hole from the start', async (test) => {
    const { server, proxy } = await stage(test)
    proxy.next(blackhole)
    const native = dial(test, proxy.url)
    await until('accept', () => proxy.accepted.length === 1)
    await sleep(150)
    test.expect(native.log).toEqual([])
    test.expect(server.upgrades).toEqual([])
  })

  test('swallows both ways from now on, also the goodbye', async (test) => {
    const { server, proxy } = await stage(test)
    const native = await opened(test, proxy.url)
    proxy.strike(blackhole)
    native.socket.send('up')
    server.broadcast('down')
    native.socket.close()
    await sleep(150)
    test.expect(native.log).toEqual(['open'])
    test.expect(server.received).toEqual([])
    test.expect(server.peers[0]?.readyState).toBe(WebSocket.OPEN)
  })

  test('resets in the middle of a frame', async (test) => {
    const { server, proxy } = await stage(test)
    const native = await opened(test, proxy.url)
    proxy.strike(resetAfter(1_000))
    server.broadcast('whole')
    server.broadcast('x'.repeat(10_000))
    await until('close', native.closed)
    test.expect(native.log[1]).toBe('message whole')
    test.expect(native.log.at(-1)).toBe('close 1006')
    test.expect(native.log.filter((line) => line.startsWith('message'))).toHaveLength(1)
    await until('the server to notice', () => server.closes.length === 1)
    test.expect(server.closes[0]?.code).toBe(1006)
  })

  test('resets in the middle of what the client sends', async (test) => {
    const { server, proxy } = await stage(test, { echo: false })
    const native = await opened(test, proxy.url)
    proxy.strike(resetAfter(5_000, 'up'))
    for (let i = 0; i < 10; i++) native.socket.send('x'.repeat(990))
    await until('close', native.closed)
    test.expect(server.received).toHaveLength(5)
  })

  test.for([
    ['FIN', fin],
    ['half-close', halfClose],
  ] as const)('%s ends the link without a close frame', async ([, fault], test) => {
    const { proxy } = await stage(test)
    const native = await opened(test, proxy.url)
    proxy.strike(fault)
    await until('close', native.closed)
    test.expect(native.log).toEqual(['open', 'close 1006'])
  })

  test('half-close still takes what the client says', async (test) => {
    const { server, proxy } = await stage(test)
    const socket = connect({ port: Number(new URL(proxy.url).port), host: '127.0.0.1', allowHalfOpen: true })
    test.onTestFinished(() => void socket.destroy())
    let ended = false
    socket.on('end', () => (ended = true)).resume()
    await until('accept', () => proxy.links.size === 1)
    proxy.strike(halfClose)
    await until('FIN', () => ended)
    const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n'
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${key}\r\n`)
    await until('upgrade', () => server.upgrades.length === 1)
  })

  test('delays each way and keeps the order', async (test) => {
    const { proxy } = await stage(test)
    const native = await opened(test, proxy.url)
    proxy.strike(delay(80))
    const from = performance.now()
    native.socket.send('a')
    native.socket.send('b')
    await until('echoes', () => native.log.length === 3)
    test.expect(native.log).toEqual(['open', 'message a', 'message b'])
    test.expect(performance.now() - from).toBeGreaterThanOrEqual(159)
  })

  test('throttles', async (test) => {
    const { server, proxy } = await stage(test, { echo: false })
    const native = await opened(test, proxy.url)
    proxy.strike(throttle(100_000, 'up'))
    const from = performance.now()
    native.socket.send('x'.repeat(40_000))
    await until('arrival', () => server.received.length === 1)
    test.expect(performance.now() - from).toBeGreaterThanOrEqual(350)
  })

  test('flaps: completes the upgrade and hangs up soon after, every time', async (test) => {
    const { server, proxy } = await stage(test)
    proxy.faults = [flap(50)]
    for (const count of [1, 2]) {
      const native = await opened(test, proxy.url)
      await until('hang up', native.closed)
      test.expect(server.upgrades).toHaveLength(count)
    }
    const [first = 0, second = 0] = proxy.accepted
    test.expect(second - first).toBeGreaterThanOrEqual(50)
  })

  test('lets clients of a killed server feel it, and of the restarted one nothing', async (test) => {
    const { server, proxy } = await stage(test)
    const native = await opened(test, proxy.url)
    await server.kill()
    await until('close', native.closed)
    test.expect(native.log.at(-1)).toBe('close 1006')
    const refused = dial(test, proxy.url)
    await until('refusal', refused.closed)
    await server.listen()
    const again = await opened(test, proxy.url)
    again.socket.send('ping')
    await until('pong', () => again.log.includes('message pong'))
  })

  test('leaves no socket behind', async (test) => {
    const { server, proxy } = await stage(test)
    const native = await opened(test, proxy.url)
    native.socket.close()
    await until('goodbye', () => proxy.links.size === 0 && server.sockets.size === 0)
    test.expect(native.log.at(-1)).toBe('close 1005')
  })
})
