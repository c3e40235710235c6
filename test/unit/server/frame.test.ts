import type { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import * as ws from 'ws'
import { jsonCodec } from '../../../src/index.ts'
import { Message, toFrame } from '../../../src/server/frame.ts'

/** Its types do not know it. */
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable }

/** What `ws` reads of it. */
function read(frame: Buffer): Promise<[data: Buffer, isBinary: boolean]> {
  const receiver = new Receiver({ isServer: false })
  const read = new Promise<[Buffer, boolean]>((resolve, reject) => {
    receiver.on('message', (data: Buffer, isBinary: boolean) => resolve([data, isBinary]))
    receiver.on('error', reject)
  })
  receiver.write(frame)
  return read
}

test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])('toFrame() of %i bytes is read by ws', async (length) => {
  const text = 'x'.repeat(length)
  expect(await read(toFrame(text))).toEqual([Buffer.from(text), false])
  const bytes = new Uint8Array(length).fill(200)
  expect(await read(toFrame(bytes.buffer))).toEqual([Buffer.from(bytes), true])
})

test('toFrame() counts bytes, not characters, and takes only the part that a view shows', async () => {
  expect(await read(toFrame('é'.repeat(100)))).toEqual([Buffer.from('é'.repeat(100)), false])
  const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3)
  expect(await read(toFrame(view))).toEqual([Buffer.from([2, 3]), true])
})

test('toFrame() has no bytes of a Blob', () => {
  expect(() => toFrame(new Blob(['x']))).toThrow(TypeError)
})

test('Message.in() makes the bytes of a codec once', () => {
  let times = 0
  const codec = { ...jsonCodec, encode: (message: unknown) => `${JSON.stringify(message)}${++times}` }
  const message = new Message({ type: 'pong', id: 1 })
  expect(message.in(codec)).toBe(message.in(codec))
  expect([times, message.in(jsonCodec).subarray(2).toString()]).toEqual([1, '{"type":"pong","id":1}'])
})
