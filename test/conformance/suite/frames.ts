import { describe, expect, test } from 'vitest'
import { Peer } from '../peer.ts'
import type { Target } from '../target.ts'

const malformed = [
  ...['', ' ', 'hello', 'null', '7', '"text"', '[]', '{}', '{"type":7}', '{"type":null}', '{"type":["ping"]}'],
  ...['{"type":"ping"', '{"type":"ping","id":3} {}', "{'type':'ping','id':3}", '{type:"ping",id:3}'],
  '{"type":"request","id":3,"event":"echo","data":NaN}',
  '{"type":"request","id":3,"event":"echo","data":Infinity}',
  '{"type":"subscribe","channel":"room:1"}',
  ...['null', '0', '-1', '1.5', '"3"', 'true', '[3]', '1e300'].map((id) => `{"type":"ping","id":${id}}`),
  ...['null', '0', '-1', '1.5', '"3"', 'true'].map((id) => `{"type":"request","id":${id},"event":"echo"}`),
  ...['null', '7', '{}', '["room:1"]'].map((name) => `{"type":"subscribe","id":3,"channel":${name}}`),
  ...['null', '7', '{}', '["echo"]'].map((name) => `{"type":"request","id":3,"event":${name}}`),
  ...['7', '{}', '["room:1"]'].map((name) => `{"type":"request","id":3,"event":"say","channel":${name}}`),
  ...['null', '7', '{}'].map((name) => `{"type":"event","channel":"room:1","event":${name}}`),
  ...['null', '7', '{}'].map((name) => `{"type":"unsubscribe","channel":${name}}`),
  '{"type":"request","id":3}',
  '{"type":"subscribe","id":3}',
]

export function frames(target: Target): void {
  /** An error in answer to nothing in particular is allowed. */
  const notable = (messages: readonly Record<string, unknown>[]) =>
    messages.filter(({ type, id }) => type !== 'error' || (id !== undefined && id !== null))

  describe('frames', () => {
    test.each(malformed)('that are no message have no answer, and the link stays up: %s', async (frame) => {
      const ada = await Peer.named(target.url, 'ada')
      ada.sendFrame(frame)
      expect(notable(await ada.rest())).toEqual([])
    })

    test('with brackets that never end are no message either', async () => {
      const ada = await Peer.named(target.url, 'ada')
      for (const bracket of ['[', '{"a":']) ada.sendFrame(bracket.repeat(10_000))
      expect(notable(await ada.rest())).toEqual([])
    })

    test('that are binary are no message either', async () => {
      const ada = await Peer.named(target.url, 'ada')
      ada.sendFrame(Buffer.from('{"type":"request","id":3,"event":"echo"}'))
      ada.sendFrame(Buffer.from([0xff, 0xfe, 0]))
      expect(notable(await ada.rest())).toEqual([])
    })

    test('that are no message before the link is authenticated are none either', async () => {
      const stranger = await Peer.open(target.url)
      for (const frame of malformed) stranger.sendFrame(frame)
      expect(notable(await stranger.rest())).toEqual([])
    })

    test.each(['dance', '__proto__', 'constructor', 'reply', 'hello', ''])(
      'of a type that nobody knows are ignored: %j',
      async (type) => {
        const ada = await Peer.named(target.url, 'ada')
        ada.say({ type, id: 3, channel: 'room:1', event: 'echo', data: {} })
        expect(notable(await ada.rest())).toEqual([])
      },
    )

    test('may have fields that nobody knows', async () => {
      const ada = await Peer.named(target.url, 'ada')
      ada.sendFrame('{"later":{"x":[1]},"type":"request","id":70,"seq":7,"event":"echo","data":1,"__proto__":{"id":3}}')
      expect(await ada.answer(70)).toEqual({ type: 'reply', id: 70, data: 1 })
    })

    test('may have a channel that is null: none', async () => {
      const ada = await Peer.named(target.url, 'ada')
      ada.say({ type: 'request', id: 70, channel: null, event: 'echo', data: 1 })
      expect(await ada.answer(70)).toMatchObject({ type: 'reply', data: 1 })
    })

    test('many that are no message end the link with 4904 or not at all', async () => {
      const ada = await Peer.named(target.url, 'ada')
      for (let sent = 0; sent < 300; sent++) ada.sendFrame('hello')
      const end = await Promise.race([ada.rest(), ada.closed])
      expect('code' in end ? end.code : 4904).toBe(4904)
    })

    test('pings are answered once each, in order', async () => {
      const ada = await Peer.named(target.url, 'ada')
      const ids = Array.from({ length: 300 }, (_, index) => 1_000 + index)
      for (const id of ids) ada.say({ type: 'ping', id })
      expect(await ada.rest()).toEqual(ids.map((id) => ({ type: 'pong', id })))
    })
  })
}
