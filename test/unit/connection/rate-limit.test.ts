import { describe, expect, test } from 'vitest'
import { ClientStage } from '../../fake/stage.ts'

async function up(messages: number): Promise<ClientStage> {
  const stage = new ClientStage({ rateLimit: { messages } })
  await stage.open()
  return stage
}

describe('rateLimit', () => {
  test('lets wait what would be more in a second, and then go in order', async () => {
    const { client, socket, clock } = await up(2)
    expect(['a', 'b', 'c', 'd', 'e'].map((text) => client.send(text))).toEqual([
      'sent',
      'sent',
      'queued',
      'queued',
      'queued',
    ])
    await clock.advance(999)
    expect(socket.sent.join('')).toBe('ab')
    await clock.advance(1)
    expect(socket.sent.join('')).toBe('abcd')
    await clock.advance(1_000)
    expect(socket.sent.join('')).toBe('abcde')
    expect(clock.armed).toBe(0)
  })

  test('holds for what waited for a link, and for what an open listener sends', async () => {
    const stage = new ClientStage({ rateLimit: { messages: 3 } })
    stage.client.on('state', ({ name }) => {
      if (name === 'open') for (const text of '1234') stage.client.send(text)
    })
    for (const text of 'abc') stage.client.send(text)
    const socket = await stage.open()
    expect(socket.sent.join('')).toBe('123')
    await stage.clock.advance(1_000)
    expect(socket.sent.join('')).toBe('123abc')
    await stage.clock.advance(1_000)
    expect(socket.sent.join('')).toBe('123abc4')
  })

  test('is not passed by inbound frames', async () => {
    const { client, socket, clock } = await up(1)
    client.send('a')
    client.send('b')
    await clock.advance(500)
    socket.receive('hello')
    expect(socket.sent).toEqual(['a'])
  })

  test('keeps writable() waiting, and pings from waiting', async () => {
    const stage = new ClientStage({ rateLimit: { messages: 1 }, heartbeat: { message: 'ping', interval: 500 } })
    const socket = await stage.open()
    stage.client.send('a')
    let isWritable = false
    void stage.client.writable().then(() => (isWritable = true))
    await stage.clock.advance(900)
    expect(socket.sent).toEqual(['a', 'ping'])
    expect(isWritable).toBe(false)
    await stage.clock.advance(110)
    expect(isWritable).toBe(true)
  })
})
