// What must hold for the drop-in on any server, and what the matrix tells of it.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import type { Row } from './matrix.ts'
import type { Server } from './servers.ts'
import { Stage } from './stage.ts'
import { Talker, text, type TalkerOptions } from './talker.ts'

const mebibyte = 2 ** 20
const heartbeat = { interval: 500, timeout: 500 }

/** Runs the suite, and tells what was seen of the server. What was not seen is not in the row. */
export function interop(server: Server, version: string, finish: (row: Partial<Row>) => void): void {
  const stage = new Stage(server)
  const seen: Seen = {}
  beforeAll(() => stage.start())
  afterAll(async () => {
    await stage.kill()
    finish({ name: server.name, version, ...seen })
  })
  const scene: Scene = {
    server,
    stage,
    seen,
    talk: (test, options) => new Talker(test, stage.url, { dialect: server.dialect, ...options }),
  }
  messages(scene)
  handshake(scene)
  closes(scene)
  losses(scene)
}

type Seen = { -readonly [Key in keyof Row]?: Row[Key] }

interface Scene {
  readonly server: Server
  readonly stage: Stage
  readonly seen: Seen
  talk(test: Pick<TestContext, 'onTestFinished'>, options?: TalkerOptions): Talker
}

function messages({ server: { expected }, talk, seen }: Scene): void {
  test('sends text back as it was', async (context) => {
    const talker = talk(context)
    for (const words of ['hello', 'grüße \u{1F600}', '\0']) expect(text(await talker.echo(words))).toBe(words)
  })

  if (expected.empty !== false) {
    test('sends an empty message back', async (context) => {
      expect(text(await talk(context).echo(''))).toBe('')
    })
  }

  test('sends back every kind of binary message as the same bytes', async (context) => {
    const talker = talk(context)
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value)
    const encode = (part: Uint8Array<ArrayBuffer>) => talker.encode(part) as Uint8Array<ArrayBuffer>
    await talker.opened()
    for (const kind of [
      encode(bytes),
      encode(bytes).slice().buffer,
      new DataView(encode(bytes).slice().buffer),
      new Blob([encode(bytes)]),
    ]) {
      const { length } = talker.heard
      talker.socket.send(kind)
      await talker.until('the echo', () => talker.heard.length > length)
      expect(talker.heard[length]).toEqual(bytes)
    }
  })

  test('sends back a message of 1 MiB, text and bytes', async (context) => {
    const talker = talk(context)
    const long = 'holdfast'.repeat(mebibyte / 8)
    expect(text(await talker.echo(long)) === long).toBe(true)
    const bytes = Uint8Array.from({ length: mebibyte }, (_, place) => (place * 2654435761) >>> 24)
    expect(Buffer.compare((await talker.echo(bytes)) as Uint8Array, bytes)).toBe(0)
    seen.echo = true
  })

  test('keeps 1,000 messages in order', async (context) => {
    const talker = talk(context)
    const numbers = Array.from({ length: 1_000 }, (_, number) => `${number}`)
    for (const number of numbers) talker.say(number)
    await talker.until('all of them', () => talker.heard.length === numbers.length)
    expect(talker.heard.map(text)).toEqual(numbers)
  })
}

function handshake({ server: { expected }, talk, seen }: Scene): void {
  if (expected.subprotocol) {
    test('picks a subprotocol', async (context) => {
      const talker = talk(context, { subprotocols: ['a.v9', 'b.v1'] })
      await talker.opened()
      expect(talker.socket.protocol).toBe('b.v1')
      expect(text(await talker.echo('hello'))).toBe('hello')
    })
  }

  test(`${expected.compression ? 'agrees' : 'does not agree'} to compress`, async (context) => {
    const talker = talk(context)
    await talker.opened()
    seen.compression = talker.socket.extensions.startsWith('permessage-deflate')
    seen.subprotocol = expected.subprotocol
    expect(seen.compression).toBe(expected.compression)
  })
}

function closes({ server: { expected }, talk, seen }: Scene): void {
  test('answers a close as it always does', async (context) => {
    const talker = talk(context)
    await talker.opened()
    talker.socket.close(4001, 'bye')
    await talker.until('the close', () => talker.closes.length > 0)
    expect(talker.closes).toEqual([`close ${expected.answeredClose}`])
    expect(talker.socket.readyState).toBe(3)
    seen.answeredClose = expected.answeredClose
  })

  test('answers a close without a code', async (context) => {
    const talker = talk(context)
    await talker.opened()
    talker.socket.close()
    await talker.until('the close', () => talker.closes.length > 0)
    expect(talker.closes).toEqual([`close ${expected.answeredBareClose ?? '1005'}`])
  })

  test('closes of its own accord, and is dialled again', async (context) => {
    const talker = talk(context)
    await talker.opened()
    talker.askToClose(4001, 'bye')
    await talker.opened(2)
    expect(talker.closes).toEqual([`close ${expected.ownClose}`])
    expect(text(await talker.echo('again'))).toBe('again')
    seen.ownClose = expected.ownClose
  })
}

function losses({ stage, server: { dialect }, talk, seen }: Scene): void {
  const ping = { message: () => dialect.encode('ping'), ...heartbeat }

  test('keeps a quiet link', async (context) => {
    const [quiet, pinging] = [talk(context), talk(context, { heartbeat: ping })]
    await Promise.all([quiet.opened(), pinging.opened()])
    await sleep(2_500)
    for (const talker of [quiet, pinging]) {
      await talker.echo('still here')
      expect(talker.events).toEqual(['open'])
    }
    expect(pinging.heard.map(text)).toContain('ping')
  })

  test('is found mute, and is back once it speaks again', async (context) => {
    const talker = talk(context, { heartbeat: ping, connectTimeout: 500 })
    await talker.echo('hello')
    stage.running.process.kill('SIGSTOP')
    try {
      await talker.until('the loss', () => talker.causes.includes('dead'))
    } finally {
      stage.running.process.kill('SIGCONT')
    }
    await talker.opened(2)
    await talker.echo('again')
    expect(talker.causes[0]).toBe('dead')
    expect(talker.closes[0]).toMatch(/^close (1006|4951)/)
  })

  test('is killed and started anew, and gets what waited', async (context) => {
    const talker = talk(context)
    await talker.echo('before')
    await stage.kill()
    await talker.until('the loss', () => talker.closes.length > 0)
    talker.say('meanwhile')
    await talker.until('a dial in vain', () => talker.causes.includes('refused'))
    await stage.start()
    await talker.until('what waited', () => talker.heard.map(text).includes('meanwhile'))
    expect(talker.heard.map(text)).toEqual(['before', 'meanwhile'])
    expect(talker.causes[0]).toBe('lost')
    seen.recovered = true
  })
}
