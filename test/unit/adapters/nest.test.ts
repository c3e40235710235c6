import { describe, expect, test } from 'vitest'
import { nest } from '../../../src/adapters/nest.ts'

describe('nest', () => {
  test('says events and requests, and what the gateway is told to have words for', () => {
    const { encode } = nest({ ping: 'beat', authenticate: 'login', id: 'nr' })
    expect(encode({ type: 'event', event: 'typing', data: 1 })).toEqual({ event: 'typing', data: 1 })
    expect(encode({ type: 'request', id: 7, event: 'say', data: { text: 'hi' } })).toEqual({
      ...{ event: 'say', data: { text: 'hi', nr: 7 } },
    })
    expect(encode({ type: 'request', id: 7, event: 'say' })).toEqual({ event: 'say', data: { nr: 7 } })
    expect(encode({ type: 'ping', id: 8 })).toEqual({ event: 'beat', data: { nr: 8 } })
    expect(encode({ type: 'authenticate', id: 9, data: { a: 1 } })).toEqual({ event: 'login', data: { a: 1, nr: 9 } })
    expect(encode({ type: 'pong', id: 1 })).toBeUndefined()
  })

  test('has no word for pings and credentials unless it is given one', () => {
    const { encode } = nest()
    expect(encode({ type: 'ping', id: 8 })).toBeUndefined()
    expect(encode({ type: 'authenticate', id: 9 })).toBeUndefined()
  })

  test.each([7, 'hi', null, [1]])('refuses a request whose data cannot carry its number: %j', (data) => {
    expect(() => nest().encode({ type: 'request', id: 7, event: 'say', data })).toThrow('must be an object')
  })

  test('refuses channels, which a gateway does not know', () => {
    const { encode } = nest()
    expect(() => encode({ type: 'subscribe', id: 1, channel: 'room' })).toThrow('no channels')
    expect(() => encode({ type: 'event', channel: 'room', event: 'typing' })).toThrow('no channels')
  })

  test.each([
    [
      { event: 'news', data: { a: 1 } },
      { type: 'event', event: 'news', data: { a: 1 } },
    ],
    [{ event: 'news' }, { type: 'event', event: 'news', data: undefined }],
    [
      { event: 'say', data: { requestId: 7 } },
      { type: 'reply', id: 7 },
    ],
    [{ event: 'say', data: { requestId: '7' } }, { type: 'event' }],
    [
      { event: 'exception', data: 'no' },
      { type: 'event', event: 'exception' },
    ],
    [
      { event: 'exception', data: { cause: null } },
      { type: 'event', event: 'exception' },
    ],
    [
      { event: 'exception', data: { cause: { data: { requestId: 7 } } } },
      { type: 'error', id: 7, code: 'exception' },
    ],
    [
      { event: 'exception', data: { requestId: 7, code: 8, message: 9 } },
      { type: 'error', id: 7, code: 'exception' },
    ],
  ])('reads %j', (message, operation) => {
    expect(nest().decode(message)).toMatchObject(operation)
  })

  test.each([null, 7, 'hi', [], {}, { event: 7 }, { event: null }])('takes %j for no message', (message) => {
    expect(() => nest().decode(message)).toThrow(TypeError)
  })
})
