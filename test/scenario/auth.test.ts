// The conversation before a link counts as open, and what goes before the queue.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, test } from 'vitest'
import { Unauthorized, type Authenticate, type DialContext } from '../../src/index.ts'
import { reset } from './proxy.ts'
import { client, dropIn } from './actors.ts'
import { stage, until } from './stage.ts'
import type { ServerOptions } from './server.ts'

/** Answers 'auth good' with 'welcome', any other 'auth …' with 'denied'. */
const doorkeeper: ServerOptions = {
  echo: false,
  onMessage(data, peer) {
    if (data === 'auth good') peer.send('welcome')
    else if (String(data).startsWith('auth')) peer.send('denied')
  },
}

type Talk = Extract<Authenticate, (...args: never[]) => unknown>

const isAnswer = (data: unknown) => data === 'welcome' || data === 'denied'

const knock: Talk = async ({ link }) => {
  link.send('auth good')
  await link.receive(isAnswer)
}

describe.concurrent('authenticate', () => {
  test('speaks first: before it settles nothing is open, and the queue comes last', async (test) => {
    const { server, proxy } = await stage(test, doorkeeper)
    const { client: actor, states, messages, opened } = client(test, proxy.url, { authenticate: knock })
    actor.send('queued')
    actor.on('state', ({ name }) => name === 'open' && actor.send('from the open listener'))
    await opened()
    await until('all', () => server.texts.length === 3)
    test.expect(server.texts).toEqual(['auth good', 'from the open listener', 'queued'])
    test.expect(messages).toEqual([])
    const phases = states.map((state) => (state.name === 'connecting' ? state.phase : state.name))
    test.expect(phases).toEqual(test.expect.arrayContaining(['dial', 'authenticate', 'open']))
    test.expect(phases.indexOf('authenticate')).toBeGreaterThan(phases.indexOf('dial'))
  })

  test('exists on the drop-in; open listeners go before the queue there, too', async (test) => {
    const { server, proxy } = await stage(test, doorkeeper)
    const { socket, log, opened } = dropIn(test, proxy.url, { authenticate: knock })
    socket.send('queued')
    socket.addEventListener('open', () => socket.send('from the open listener'))
    await opened()
    await until('all', () => server.texts.length === 3)
    test.expect(server.texts).toEqual(['auth good', 'from the open listener', 'queued'])
    test.expect(log).toEqual(['open'])
  })

  test.for<[string, Authenticate]>([
    ['a value', 'auth good'],
    ['what a function returns', () => 'auth good'],
    ['what a promise gives', () => Promise.resolve('auth good')],
  ])('as %s is the first message of each link', async ([, authenticate], test) => {
    const { server, proxy } = await stage(test, { echo: false })
    const { client: actor, opened } = client(test, proxy.url, { authenticate })
    actor.send('one')
    await until('the first link', () => server.texts.length === 2)
    proxy.strike(reset)
    await opened(2)
    actor.send('two')
    await until('all', () => server.texts.length === 4)
    test.expect(server.received).toEqual([
      { data: 'auth good', link: 0 },
      { data: 'one', link: 0 },
      { data: 'auth good', link: 1 },
      { data: 'two', link: 1 },
    ])
  })

  test('leaves what it does not take to the application, in order, after the opening', async (test) => {
    const { proxy } = await stage(test, {
      echo: false,
      onLink: (peer) => ['early 1', 'early 2'].forEach((text) => peer.send(text)),
      onMessage: (_, peer) => ['early 3', 'welcome', 'late 4'].forEach((text) => peer.send(text)),
    })
    const heard: string[] = []
    const { client: actor, messages } = client(test, proxy.url, {
      authenticate: async (context) => {
        await sleep(50)
        await knock(context)
        await sleep(50)
        heard.push('settled')
      },
    })
    actor.on('state', ({ name }) => name === 'open' && heard.push('open'))
    actor.on('message', (data) => heard.push(data as string))
    await until('the last', () => messages.includes('late 4'))
    test.expect(heard).toEqual(['settled', 'open', 'early 1', 'early 2', 'early 3', 'late 4'])
  })

  test('that fails is a failed attempt, tried again with a new link', async (test) => {
    const { server, proxy } = await stage(test, doorkeeper)
    const contexts: DialContext[] = []
    const { causes, opened } = client(test, proxy.url, {
      authenticate: async (context) => {
        contexts.push(context)
        context.link.send(context.attempt === 1 ? 'auth bad' : 'auth good')
        if ((await context.link.receive(isAnswer)) === 'denied') throw new Error('denied')
      },
    })
    await opened()
    test.expect(causes[0]).toMatchObject({ kind: 'auth', opened: false, failures: 1, error: { message: 'denied' } })
    test.expect(contexts.map(({ attempt, cause }) => [attempt, cause?.kind])).toEqual([
      [1, undefined],
      [2, 'auth'],
    ])
    test.expect(server.texts).toEqual(['auth bad', 'auth good'])
    await until('the failed link to go', () => server.peers.length === 1)
  })

  test('that throws Unauthorized ends the client with that cause', async (test) => {
    const { server, proxy } = await stage(test, doorkeeper)
    const error = new Unauthorized('signed out')
    const { client: actor, reached } = client(test, proxy.url, {
      authenticate: () => Promise.reject(error),
    })
    const ready = actor.ready()
    await test.expect(ready).rejects.toMatchObject({ code: 'closed' })
    await reached('closed')
    test.expect(actor.state).toMatchObject({ cause: { kind: 'auth', error } })
    test.expect(proxy.accepted).toHaveLength(1)
    await until('the link to go', () => server.peers.length === 0)
  })

  test('that never settles is ended by connectTimeout', async (test) => {
    const { proxy } = await stage(test, doorkeeper)
    const { causes, opened } = client(test, proxy.url, {
      connectTimeout: 200,
      authenticate: (context) =>
        context.attempt === 1 ? context.link.receive(() => false).then(() => undefined) : knock(context),
    })
    await opened()
    test.expect(causes).toMatchObject([{ kind: 'timeout', code: 4950, opened: false, failures: 1 }])
  })

  test('whose link breaks is told so, and its late words reach no other link', async (test) => {
    const { server, proxy } = await stage(test, doorkeeper)
    const told: unknown[] = []
    const { causes, opened } = client(test, proxy.url, {
      authenticate: async (context) => {
        if (context.attempt > 1) return knock(context)
        context.link.send('hello')
        await context.link.receive(isAnswer).catch((error: unknown) => told.push(error))
        await sleep(100)
        try {
          context.link.send('auth of the broken link')
        } catch (error) {
          told.push(error)
        }
        throw new Error('too late to matter')
      },
    })
    await until('the first words', () => server.texts.includes('hello'))
    proxy.strike(reset)
    await opened()
    await sleep(200)
    test.expect(told[0]).toBeInstanceOf(Error)
    test.expect(server.texts).toEqual(['hello', 'auth good'])
    test.expect(causes).toHaveLength(1)
    test.expect(causes[0]).toMatchObject({ opened: false, failures: 1 })
  })

  test('is told of 4401, at once', async (test) => {
    const { server } = await stage(test, doorkeeper)
    const codes: (number | undefined)[] = []
    const { opened } = client(test, server.url, {
      backoff: { first: 60_000, base: 60_000, cap: 60_000 },
      authenticate: (context) => {
        codes.push(context.cause?.code)
        return knock(context)
      },
    })
    await opened()
    server.closeLinks(4401)
    await opened(2)
    test.expect(codes).toEqual([undefined, 4401])
  })
})
