// Blobs are read before they go, and keep their place meanwhile.
import { describe, expect, test } from 'vitest'
import type { RawClientOptions } from '../../../src/index.ts'
import { SlowBlob } from '../../fake/blob.ts'
import { settle } from '../../fake/clock.ts'
import { ClientStage } from '../../fake/stage.ts'

const down = (outbox: RawClientOptions['outbox'] = {}) => new ClientStage({ outbox })

async function flush(stage: ClientStage): Promise<unknown[]> {
  const socket = await stage.open()
  await stage.clock.advance(100)
  return socket.sent.map((data) => (data instanceof ArrayBuffer ? new TextDecoder().decode(data) : data))
}

describe('send of a Blob', () => {
  test('keeps its place, and goes as a buffer', async () => {
    const stage = down()
    const blob = new SlowBlob('two')
    for (const data of ['one', blob, 'three']) stage.client.send(data)
    expect(await flush(stage)).toEqual(['one'])
    blob.read()
    expect(await flush(stage)).toEqual(['one', 'two', 'three'])
  })

  test('lets nothing overtake it on an open link', async () => {
    const stage = down()
    const socket = await stage.open()
    const blobs = [new SlowBlob('one'), new SlowBlob('two')]
    expect(stage.client.send(blobs[0]!)).toBe('queued')
    expect(stage.client.send(blobs[1]!)).toBe('queued')
    expect(stage.client.send('three')).toBe('queued')
    blobs[1]!.read()
    await stage.clock.advance(100)
    expect(socket.sent).toEqual([])
    blobs[0]!.read()
    await stage.clock.advance(100)
    expect(await flush(stage)).toEqual(['one', 'two', 'three'])
  })

  test('goes when it was read, whatever timers do', async () => {
    const stage = down()
    const socket = await stage.open()
    const blob = new SlowBlob('one')
    stage.client.send(blob)
    await stage.clock.advance(10)
    blob.read()
    await settle()
    expect(socket.sent).toHaveLength(1)
  })

  test('is dropped when it cannot be read, and holds up no other', async () => {
    const stage = down()
    const blob = new SlowBlob('lost')
    const error = new Error('the file is gone')
    for (const data of ['one', blob, 'three']) stage.client.send(data)
    await stage.open()
    blob.fail(error)
    expect(await flush(stage)).toEqual(['one', 'three'])
    expect(stage.drops).toEqual([{ data: blob, bytes: 4, reason: 'unsendable', error }])
  })

  test('is not heard of any more once it was replaced or discarded', async () => {
    const stage = down()
    const [replaced, discarded] = [new SlowBlob('1'), new SlowBlob('2')]
    stage.client.send(replaced, { replace: 'x' })
    stage.client.send('x', { replace: 'x' })
    stage.client.discard()
    stage.client.send(discarded)
    stage.client.discard()
    stage.client.send('last')
    replaced.read()
    discarded.fail(new Error('gone'))
    expect(await flush(stage)).toEqual(['last'])
    expect(stage.drops.map(({ reason }) => reason)).toEqual(['replaced', 'discarded', 'discarded'])
  })

  test.for(['read', 'fail'] as const)('does not come between once it was replaced: %s', async (end) => {
    const stage = down()
    const blob = new SlowBlob('1')
    stage.client.send(blob, { replace: 'x' })
    stage.client.send('x', { replace: 'x' })
    blob[end](new Error('gone'))
    expect(await flush(stage)).toEqual(['x'])
    expect(stage.drops.map(({ reason }) => reason)).toEqual(['replaced'])
  })

  test('sent while the link opens stays before what is sent there after it', async () => {
    const stage = down()
    stage.client.send('waiting')
    const blob = new SlowBlob('2')
    stage.client.on('state', ({ name }) => {
      if (name === 'open') for (const data of ['1', blob, '3']) stage.client.send(data)
    })
    await stage.open()
    blob.read()
    expect((await flush(stage)).filter((data) => data !== 'waiting')).toEqual(['1', '2', '3'])
  })
})
