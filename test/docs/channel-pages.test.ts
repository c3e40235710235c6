// The examples of docs/channels.md and docs/protocols.md do what the text around them says.
import { unpack, pack } from 'msgpackr'
import { describe, expect, test } from 'vitest'
import { RemoteError } from '../../src/index.ts'
import { readBlock } from './markdown.ts'
import { createReader } from './reader.ts'

const example = (heading: string) => readBlock('docs/channels.md', heading, 'ts')

describe('docs/channels.md', () => {
  test('Say what flows where', async () => {
    const { server, lines, read } = createReader()
    await read(example('Say what flows where'))
    await server.opened()
    server.publish('room:42', 'message', { id: 'm1', from: 'ada', text: 'too late' })
    expect(lines).toEqual([])
  })

  test('The life of a subscription', async () => {
    const { server, lines, read } = createReader()
    const states = ['one', 'two']
    server.onSubscribe('room:*', () => ({ last: states.shift() }))
    await read(example('The life of a subscription'))
    await server.opened()
    server.publish('room:42', 'message', 'hi')
    server.drop()
    await server.opened()
    server.kick('room:42', { code: 'banned' })
    expect(lines).toEqual([
      ['the current state is', 'one'],
      ['hi'],
      ['the current state is', 'two'],
      ['thrown out:', 'banned', false],
    ])
  })

  describe('Ask and be answered', () => {
    test.each([
      ['an answer', () => ({ id: 'm1' }), ['said as', 'm1']],
      ['an error', () => refuse(), ['only', 10, 'messages a minute']],
      ['silence', () => new Promise(() => undefined), ['no answer in time; sent:', true]],
    ])('%s', async (_, answer, line) => {
      const { server, lines, read } = createReader()
      server.onRequest('room:42', 'history', () => ['hello'])
      server.onRequest('room:42', 'say', answer)
      const reading = read(example('Ask and be answered'))
      await server.opened()
      await server.advance(3_000)
      await reading
      expect(lines).toEqual([[['hello']], line])
    })

    test('a break', async () => {
      const { server, lines, read } = createReader()
      server.onRequest('room:42', 'history', () => [])
      server.onRequest('room:42', 'say', () => server.drop())
      const reading = read(example('Ask and be answered'))
      await server.opened()
      await reading
      expect(lines.at(-1)).toEqual(['the link broke; sent:', 'unknown'])
    })
  })

  test('Many messages, few frames', async () => {
    const { server, lines, read } = createReader()
    await read(example('Many messages, few frames'))
    await server.opened()
    for (const price of [1, 2, 3]) server.publish('prices', 'tick', { symbol: 'ABC', price })
    await expect.poll(() => lines).toEqual([['ABC', 3]])
  })

  test('One after another', async () => {
    const { server, lines, read } = createReader()
    const reading = read(example('One after another'))
    await server.opened()
    for (let id = 1; id <= 4; id++) server.publish('jobs', 'job', { id })
    await reading
    expect(lines).toEqual([1, 2, 3].map((id) => ['job', id, 'after', 0, 'dropped']))
  })

  test('Check what comes and goes', async () => {
    const { server, lines, read } = createReader()
    await read(example('Check what comes and goes'))
    await server.opened()
    server.publish('room:42', 'message', { id: 1, text: 'no' })
    server.publish('room:42', 'message', { id: 'm1', text: 'yes' })
    expect(lines).toEqual([['refused:', 'schema'], ['yes']])
  })
})

describe('docs/protocols.md', () => {
  test('a protocol of arrays', async () => {
    const { server, lines, read } = createReader({ codec: { ...arrays, decode: () => undefined } })
    await read(readBlock('docs/protocols.md', 'A protocol', 'ts'))
    await server.opened()
    const [join] = server.frames
    expect(JSON.parse(join as string)).toEqual(['room:42', 'join', null, 1])
    server.send('["room:42","ok",null,1]')
    server.send('["room:42","message",{"text":"hi"}]')
    expect(lines).toEqual([[{ text: 'hi' }]])
  })

  test('the codec MessagePack', async () => {
    const codec = {
      name: 'msgpack',
      encode: (message: unknown) => pack(message),
      decode: (frame: unknown) => unpack(new Uint8Array(frame as ArrayBuffer)) as unknown,
    }
    const { server, read } = createReader({ codec })
    await read(readBlock('docs/protocols.md', 'A codec', 'ts'))
    const link = await server.opened()
    expect(link.protocols).toEqual(['msgpack'])
  })
})

const arrays = { name: 'arrays', encode: JSON.stringify }

function refuse(): never {
  throw new RemoteError('full', 'Not so fast', { limit: 10 }, false)
}
