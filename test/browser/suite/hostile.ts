// A server that says anything: nothing of it reaches a listener, throws, or ends the link, and all of it is counted.
import { describe, expect } from 'vitest'
import { speaker } from '../speaker.ts'
import { type Scene } from './stage.ts'

const types = ['event', 'reply', 'error', 'unsubscribed', 'ping', 'pong', 'welcome']
const values = [undefined, null, 0, -1, 1.5, 2 ** 60, '', '__proto__', 'constructor', [], {}, true]
const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'room:none', '', '*']

/** Nothing in it is for the page's one channel, and no id is one that it asked under. */
function* corpus(): Generator<string | Buffer> {
  yield* [
    '',
    ' ',
    'null',
    '[]',
    '{}',
    '1',
    '"event"',
    '{"type":',
    '{"__proto__":{"type":"event"}}',
    '\u0000',
    '[object Object]',
  ]
  yield* [Buffer.of(), Buffer.of(0, 255), Buffer.from('{"type":"event","channel":"room:1","event":"message","data":1}')]
  for (const type of types) {
    yield JSON.stringify({ type })
    for (const id of values) yield JSON.stringify({ type, id: id === 1 ? 2 : id, code: 'none', channel: 'room:none' })
    for (const channel of [...names, ...values]) yield JSON.stringify({ type, channel, event: 'message', id: 9e15 })
  }
  for (const event of names) yield JSON.stringify({ type: 'event', channel: 'room:1', event, data: null })
  for (const type of names) yield JSON.stringify({ type, channel: 'room:1', id: 1 })
  yield `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  yield `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
  yield JSON.stringify({ type: 'event', channel: 'room:none', event: 'message', data: 'x'.repeat(10 * 2 ** 20) })
}

export function hostile(scene: Scene): void {
  describe('a hostile server', () => {
    scene('breaks nothing', async ({ page }) => {
      const frames = [...corpus()]
      const server = await serve((send) => frames.forEach(send))
      const outcome = await page.evaluate(async (url) => {
        const uncaught: string[] = []
        addEventListener('error', ({ message }) => uncaught.push(message))
        const client = Holdfast.createClient<Contracts>(url, quick)
        const heard: unknown[] = []
        let invalid = 0
        client.on('invalid', () => (invalid += 1))
        const room = client.channel('room:1')
        room.on('message', (message) => heard.push(message))
        await until(() => heard.length > 0, 20_000)
        return { uncaught, heard, invalid, stats: client.stats(), state: room.state.name, polluted: 'type' in {} }
      }, server)
      expect(outcome).toMatchObject({
        ...{ uncaught: [], heard: ['the end'], state: 'joined', polluted: false },
        stats: { opens: 1 },
      })
      expect(outcome.stats.invalid).toBe(outcome.invalid)
      expect(outcome.invalid).toBeGreaterThan(frames.length / 2)
    })

    scene('that floods the page leaves it its frames', async ({ page }) => {
      const frame = '{"type":"event","channel":"room:none","event":"message","data":null}'
      const server = await serve((send) => {
        for (let i = 0; i < 100_000; i++) send(frame)
      })
      const { opens, invalid, frames } = await page.evaluate(async (url) => {
        const client = Holdfast.createClient<Contracts>(url, quick)
        let frames = 0
        const count = () => {
          frames += 1
          requestAnimationFrame(count)
        }
        requestAnimationFrame(count)
        await client.channel('room:1').once('message', { timeout: 60_000 })
        return { ...client.stats(), frames }
      }, server)
      expect([opens, invalid]).toEqual([1, 100_000])
      expect(frames).toBeGreaterThan(3)
    })
  })
}

/** Lets the page subscribe, says what it has to say, and then something true. */
function serve(speak: (say: (frame: string | Buffer) => void) => void): Promise<string> {
  return speaker(({ type, id }, say) => {
    if (type !== 'subscribe') return
    say({ type: 'reply', id })
    speak(say)
    say({ type: 'event', channel: 'room:1', event: 'message', data: 'the end' })
  })
}
