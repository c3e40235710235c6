// @vitest-environment jsdom
import { describe, expect, test, vi } from 'vitest'
import { effectScope, isReactive, nextTick, reactive, ref } from 'vue'
import { defineChannel } from '../../../src/index.ts'
import { messages } from '../../fake/chat.ts'
import { composables, stage } from './stage.ts'

const { useChannel, useEvent, useJoin, useLatest, useList } = composables
type Name = `room:${string}`

describe('useEvent', () => {
  test('loses none of 10,000 events', async () => {
    const { server, show, draw } = stage()
    const heard: number[] = []
    const { result } = show(() => {
      const room = useChannel('room:1')
      useEvent(room, 'message', ({ id }) => heard.push(id))
      return useList(room, 'message', { limit: 10_000 })
    })
    await server.opened()
    await draw(() => messages(10_000).forEach((message) => server.publish('room:1', 'message', message)))
    expect(heard).toEqual(messages(10_000).map(({ id }) => id))
    expect(result.value).toEqual(messages(10_000))
  })

  test('draws once a frame for each key, if it is told to', async () => {
    const { server, show, draw } = stage()
    const handler = vi.fn()
    show(() => void useEvent(useChannel('prices'), 'tick', handler, { coalesce: 'frame', key: (price) => price % 2 }))
    await server.opened()
    await draw(() => [1, 2, 3, 4].forEach((price) => server.publish('prices', 'tick', price)))
    expect(handler.mock.calls).toEqual([[3], [4]])
  })
})

describe('useChannel', () => {
  test('subscribes once, over one socket, however often the component is drawn', async () => {
    const { server, client, heard, show, draw } = stage()
    const setup = () => {
      const room = useChannel('room:1')
      useEvent(room, 'message', () => undefined)
      useJoin(room, { token: 't' })
      return useLatest(room, 'typing')
    }
    const { text } = show(setup, (typing) => typing.value?.who)
    await server.opened()
    for (const who of ['ada', 'bob']) {
      await draw(() => server.publish('room:1', 'typing', { who }))
      expect(text()).toBe(who)
    }
    await server.advance(60_000)
    expect(client.stats()).toMatchObject({ opens: 1, attempts: 1 })
    expect(heard()).toEqual(['subscribe room:1'])
  })

  test('follows a ref or a getter, skips null, and leaves what is named no more', async () => {
    const { server, heard, show } = stage()
    const name = ref<Name | null>(null)
    const { result } = show(() => {
      const room = useChannel(() => name.value)
      useEvent(room, 'message', () => undefined)
      return [room, useList(room, 'message'), useLatest(room, 'typing', 'nobody'), useJoin(room, { token: 't' })]
    })
    await server.opened()
    expect(heard()).toEqual([])
    expect(result.map((each) => each.value)).toEqual([null, [], 'nobody', { name: 'idle' }])
    for (const next of ['room:1', 'room:2', null] as const) {
      name.value = next
      await server.advance(1_000)
    }
    expect(heard()).toEqual(['subscribe room:1', 'subscribe room:2', 'unsubscribe room:1', 'unsubscribe room:2'])
  })

  test('ends with the component some time later, so that another page may take over', async () => {
    const { server, heard, show } = stage()
    const page = () => show(() => void useEvent(useChannel('prices'), 'tick', () => undefined))
    const first = page()
    await server.opened()
    first.app.unmount()
    await server.advance(999)
    const second = page()
    await server.advance(5_000)
    expect(heard()).toEqual(['subscribe prices'])
    second.app.unmount()
    await server.advance(1_000)
    expect(heard()).toEqual(['subscribe prices', 'unsubscribe prices'])
  })

  test('ends with the scope that it was called in, also inside a component', async () => {
    const { server, heard, show } = stage()
    const scope = effectScope()
    show(() => scope.run(() => useEvent(useChannel('prices'), 'tick', () => undefined)))
    await server.opened()
    scope.stop()
    await server.advance(1_000)
    expect(heard()).toEqual(['subscribe prices', 'unsubscribe prices'])
  })

  test('works in a scope of an app, outside components', async () => {
    const { server, client, heard, show } = stage()
    const { app } = show(() => undefined)
    const scope = effectScope()
    app.runWithContext(() => scope.run(() => useEvent(useChannel('prices'), 'tick', () => undefined)))
    await server.opened()
    expect(heard()).toEqual(['subscribe prices'])
    scope.stop()
    await server.advance(1_000)
    expect(heard()).toEqual(['subscribe prices', 'unsubscribe prices'])
    expect(client.state.name).toBe('open')
  })

  test('is never made reactive, whatever holds it', async () => {
    const { server, show } = stage()
    const { result } = show(() => useChannel('room:1'))
    await server.opened()
    const holder = reactive({ room: result.value })
    expect(isReactive(holder.room)).toBe(false)
    expect(holder.room.send('typing', { who: 'ada' })).toBe('sent')
  })

  test('takes a definition of its own', async () => {
    const { server, heard, show } = stage()
    const handler = vi.fn()
    show(() => void useEvent(useChannel('news', defineChannel<{ receive: { line: string } }>()), 'line', handler))
    await server.opened()
    expect(heard()).toEqual(['subscribe news'])
  })
})

describe('useJoin', () => {
  test('is what the server said, and why it said no', async () => {
    const { server, show } = stage()
    const { result } = show(() => useJoin(useChannel('room:1'), { token: 'ada' }))
    expect(result.value).toEqual({ name: 'joining' })
    await server.opened()
    expect(result.value).toEqual({ name: 'joined', data: { members: ['ada'] }, resumed: false })
    server.kick('room:1', { code: 'banned' })
    expect(result.value).toMatchObject({ name: 'kicked', code: 'banned' })
  })

  test('subscribes anew with other params, not with the same in a new object', async () => {
    const { server, show } = stage()
    const params = ref({ token: 'a' })
    show(() => useJoin(useChannel('room:1'), params))
    await server.opened()
    for (const token of ['a', 'b']) {
      params.value = { token }
      await server.advance()
    }
    params.value.token = 'c'
    await server.advance()
    expect(server.received).toMatchObject(['a', 'b', 'c'].map((token) => ({ data: { token } })))
  })

  test('asks a function for params at each subscription', async () => {
    const { server, show } = stage()
    const tokens = ['a', 'b']
    show(() => useJoin(useChannel('room:1'), () => ({ token: tokens.shift() ?? '' })))
    await server.opened()
    server.drop()
    await server.opened()
    expect(server.received).toMatchObject([{ data: { token: 'a' } }, { data: { token: 'b' } }])
  })
})

describe('useList and useLatest', () => {
  test('change once a frame, to the latest of all that came', async () => {
    const { server, show, draw, frames } = stage()
    const { result } = show(() => {
      const room = useChannel('room:1')
      return [useList(room, 'message', { limit: 200 }), useLatest(room, 'message')] as const
    })
    await server.opened()
    await draw(() => messages(1_000).forEach((message) => server.publish('room:1', 'message', message)))
    expect(result.map((each) => each.value)).toEqual([messages(200, 800), { id: 999, text: 'm999' }])
    const shown = result[0].value
    server.publish('room:1', 'message', { id: 1_000, text: 'm1000' })
    expect(frames.waiting).toBe(2)
    await draw()
    expect(shown).toEqual(messages(200, 800))
    expect(result[0].value).toEqual(messages(200, 801))
  })

  test('begin with what is initial, and anew with another channel', async () => {
    const { server, show, draw } = stage()
    const name = ref<Name>('room:1')
    const { result } = show(() => {
      const room = useChannel(name)
      return [useList(room, 'message', { initial: messages(1) }), useLatest(room, 'message', null)] as const
    })
    const values = () => result.map((each) => each.value)
    expect(values()).toEqual([messages(1), null])
    await server.opened()
    await draw(() => server.publish('room:1', 'message', { id: 1, text: 'm1' }))
    expect(values()).toEqual([messages(2), { id: 1, text: 'm1' }])
    name.value = 'room:2'
    await nextTick()
    expect(values()).toEqual([messages(1), null])
  })

  test('draw nothing after the unmount', async () => {
    const { server, show, frames } = stage()
    const { app } = show(() => useList(useChannel('prices'), 'tick'))
    await server.opened()
    server.publish('prices', 'tick', 1)
    expect(frames.waiting).toBe(1)
    app.unmount()
    expect(frames.waiting).toBe(0)
  })
})
