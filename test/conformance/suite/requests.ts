import { describe, expect, test } from 'vitest'
import { expectError, Peer } from '../peer.ts'
import type { Target } from '../target.ts'
import { strange } from './subscriptions.ts'

const values: readonly unknown[] = [
  ...[false, true, 0, -1, 1.5, 1e-7, 2 ** 53 - 1, '', 'é 🎉 \u2028 \u0000 "\\/ </script>', [], {}, [[[]]]],
  { deep: { er: [{ null: null }] }, '': 1, 'ä.b': 2, constructor: 3 },
]

export function requests(target: Target): void {
  const join = () => Peer.named(target.url, 'ada')

  describe('requests', () => {
    test.each(values.map((data) => [data]))('give %j back as it was', async (data) => {
      expect(await (await join()).request('echo', data)).toEqual({ type: 'reply', id: 2, data })
    })

    test('need no data, and null is as good as none', async () => {
      const ada = await join()
      for (const data of [undefined, null]) {
        const answer = await ada.request('echo', data)
        expect(answer).toMatchObject({ type: 'reply' })
        expect(answer['data'] ?? null).toBeNull()
      }
    })

    test('get the keys of __proto__ back', async () => {
      const ada = await join()
      ada.sendFrame('{"type":"request","id":70,"event":"echo","data":{"__proto__":{"x":1}}}')
      expect(JSON.stringify((await ada.answer(70))['data'])).toBe('{"__proto__":{"x":1}}')
    })

    test('may have any positive integer for an id', async () => {
      const ada = await join()
      for (const id of [70, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
        ada.say({ type: 'request', id, event: 'echo', data: id })
        expect(await ada.answer(id)).toEqual({ type: 'reply', id, data: id })
      }
    })

    test('of 64 KiB pass, as do their answers', async () => {
      const data = 'ä'.repeat(32_700)
      expect((await (await join()).request('echo', data))['data']).toBe(data)
    })

    test('that nobody knows are refused', async () => {
      const ada = await join()
      for (const name of [...strange, 'say', 'kick']) expectError(await ada.request(name, {}), 'unknown')
      for (const name of [...strange, 'whoami', 'echo']) expectError(await ada.request(name, {}, 'room:1'), 'unknown')
      for (const channel of [...strange, 'lobby', 'room'])
        expectError(await ada.request('say', { text: 'hi' }, channel), 'unknown')
    })

    test('are refused with a code, a message and data', async () => {
      const answer = await (await join()).request('say', { text: '' }, 'room:1')
      expectError(answer, 'empty')
      expect(answer['data']).toEqual({ field: 'text' })
    })

    test.each([[undefined], [null], [7], ['hi'], [[]], [{}], [{ text: 7 }], [{ text: null }], [{ text: { a: 1 } }]])(
      'with data that does not fit are refused: %j',
      async (data) => {
        const ada = await join()
        await ada.subscribe('room:1')
        const answer = await ada.request('say', data, 'room:1')
        expect(answer).toMatchObject({ type: 'error' })
        expect(answer['code']).not.toBe('internal')
        expect(await ada.rest()).toEqual([])
      },
    )

    test('that fail by a fault of the server tell nothing of it, and end nothing', async () => {
      const ada = await join()
      const answer = await ada.request('crash')
      expect(answer).toMatchObject({ type: 'error', code: 'internal' }) // whether to retry is the server's to say
      expect(JSON.stringify(answer)).not.toContain('secret')
      expect(await ada.request('echo', 1)).toMatchObject({ data: 1 })
    })

    test('do not wait for each other', async () => {
      const ada = await join()
      const answered: string[] = []
      const slow = ada.request('slow', { ms: 300 }).then((answer) => {
        answered.push('slow')
        return answer
      })
      await ada.request('echo', 1)
      answered.push('echo')
      expect(await slow).toMatchObject({ type: 'reply', data: { ms: 300 } })
      expect(answered).toEqual(['echo', 'slow'])
    })

    test('50 slow ones together take as long as one', async () => {
      const ada = await join()
      const began = performance.now()
      await Promise.all(Array.from({ length: 50 }, () => ada.request('slow', { ms: 200 })))
      expect(performance.now() - began).toBeLessThan(2_000)
    })

    test('the answers find their questions, 500 at a time', async () => {
      const ada = await join()
      const numbers = Array.from({ length: 500 }, (_, index) => index)
      const answers = await Promise.all(numbers.map((number) => ada.request('echo', number)))
      expect(answers.map(({ data }) => data)).toEqual(numbers)
    })

    test('whose client is gone when they are done harm nobody', async () => {
      const [ada, bob] = [await join(), await Peer.named(target.url, 'bob')]
      ada.say({ type: 'request', id: 70, event: 'slow', data: { ms: 100 } })
      await ada.rest()
      ada.vanish()
      await bob.request('slow', { ms: 300 })
      expect(await bob.request('echo', 1)).toMatchObject({ data: 1 })
    })
  })
}
