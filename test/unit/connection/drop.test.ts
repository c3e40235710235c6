// What a listener of drops may do: whatever it likes.
import { describe, expect, test } from 'vitest'
import type { Drop } from '../../../src/index.ts'
import { ClientStage, stageReports } from '../../fake/stage.ts'

/** A client that calls `react` at each drop, at most 50 times: beyond that it would go on for ever. */
function reacting(
  react: (stage: ClientStage, drop: Drop) => void,
  outbox: { maxMessages?: number; overflow?: 'drop-oldest' | 'drop-newest' } = {},
): ClientStage {
  const stage = new ClientStage({ outbox })
  stage.client.on('drop', (drop) => stage.drops.length < 50 && react(stage, drop))
  return stage
}

const again = ({ client }: ClientStage, { data }: Drop) => void client.send(data)

async function flush(stage: ClientStage): Promise<unknown[]> {
  const socket = await stage.open()
  await stage.clock.advance(100)
  return socket.sent
}

describe('a drop listener', () => {
  test('may send again what was discarded', async () => {
    const stage = reacting(again)
    for (const data of ['a', 'b']) stage.client.send(data)
    stage.client.discard()
    expect(stage.dropped).toEqual(['a: discarded', 'b: discarded'])
    expect(await flush(stage)).toEqual(['a', 'b'])
  })

  const stale = ({ client }: ClientStage, { data }: Drop) => void client.send(data, { ttl: 0 })

  test('may send again what was found stale when the link opened', async () => {
    stageReports() // the end of the test is one more drop, at which nothing can be sent any more
    const stage = reacting(stale)
    for (const data of ['a', 'b']) stage.client.send(data, { ttl: 5 })
    await stage.clock.advance(0)
    stage.clock.pass(10)
    stage.socket.open()
    expect(stage.dropped).toEqual(['a: expired', 'b: expired'])
  })

  test('may send again what expired without a link', async () => {
    stageReports() // the end of the test is one more drop, at which nothing can be sent any more
    const stage = reacting(stale)
    for (const data of ['a', 'b']) stage.client.send(data, { ttl: 5 })
    await stage.clock.advance(500)
    expect(stage.drops.length).toBeLessThan(10)
  })

  test('may send again what was withdrawn', async () => {
    const stage = reacting(again)
    const controller = new AbortController()
    stage.client.send('a', { signal: controller.signal })
    stage.client.send('b')
    controller.abort()
    expect(await flush(stage)).toEqual(['b', 'a'])
  })

  test('may send another message when the oldest gave way', async () => {
    const isFirst = (drop: Drop) => drop.data === 'a'
    const stage = reacting((_, drop) => isFirst(drop) && void stage.client.send('again'), {
      maxMessages: 2,
      overflow: 'drop-oldest',
    })
    for (const data of ['a', 'b', 'c']) stage.client.send(data)
    const sent = await flush(stage)
    expect(sent).toHaveLength(2)
    expect([...sent, ...stage.drops.map(({ data }) => data)].sort()).toEqual(['a', 'again', 'b', 'c'])
  })

  test('may discard when the oldest gave way', async () => {
    const stage = reacting(({ client }) => client.discard(), { maxMessages: 2, overflow: 'drop-oldest' })
    for (const data of ['a', 'b', 'c']) stage.client.send(data)
    expect(stage.client.stats().queued).toEqual({ messages: 1, bytes: 1 })
    expect(await flush(stage)).toEqual(['c'])
    expect(stage.dropped).toEqual(['a: overflow', 'b: discarded'])
  })

  test('may discard when a message was replaced: nothing is dropped twice or lost in silence', async () => {
    const stage = reacting(({ client }, { reason }) => reason === 'replaced' && client.discard())
    stage.client.send('x=1', { replace: 'x' })
    stage.client.send('other')
    stage.client.send('x=2', { replace: 'x' })
    const sent = await flush(stage)
    expect([...sent, ...stage.drops.map(({ data }) => data)].sort()).toEqual(['other', 'x=1', 'x=2'])
    expect(stage.client.stats().queued).toEqual({ messages: 0, bytes: 0 })
  })

  test('may send under the same key when a message was replaced', async () => {
    const stage = reacting(({ client }, { data }) => data === 'x=1' && void client.send('x=3', { replace: 'x' }))
    stage.client.send('x=1', { replace: 'x' })
    stage.client.send('x=2', { replace: 'x' })
    stage.client.send('x=4', { replace: 'x' })
    expect(await flush(stage)).toEqual(['x=4'])
    expect(stage.drops.map(({ data }) => data)).toEqual(['x=1', 'x=2', 'x=3'])
  })

  test('may send and discard while the outbox is handed over', async () => {
    const stage = reacting(({ client }, { data }) => {
      client.send('instead')
      if (data === 'bad 2') client.discard()
    })
    for (const data of ['good', 'bad 1', 'bad 2', 'last']) stage.client.send(data)
    await stage.clock.advance(0)
    stage.socket.onsend = (data) => {
      if (String(data).startsWith('bad')) throw new Error('refused')
    }
    const sent = await flush(stage)
    expect(sent[0]).toBe('good')
    expect(stage.dropped).toContain('bad 1: unsendable')
    expect(sent.length + stage.drops.length).toBe(4 + stage.drops.length)
  })

  test('may close the client', async () => {
    const stage = reacting(({ client }) => client.close())
    for (const data of ['a', 'b', 'c']) stage.client.send(data)
    stage.client.discard()
    await stage.clock.advance(1_000)
    expect(stage.dropped).toEqual(['a: discarded', 'b: discarded', 'c: discarded'])
    expect(stage.client.state.name).toBe('closed')
  })

  test('cannot send any more what the end dropped', async () => {
    const errors: unknown[] = []
    const stage = reacting(({ client }, { data }) => {
      try {
        client.send(data)
      } catch (error) {
        errors.push(error)
      }
    })
    stage.client.send('a')
    stage.client.close()
    await stage.clock.advance(1_000)
    expect(stage.dropped).toEqual(['a: closed'])
    expect(errors).toMatchObject([{ code: 'closed' }])
  })
})
