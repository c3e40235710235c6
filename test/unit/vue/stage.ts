// Components that live on a test server.
import { expect, onTestFinished, vi } from 'vitest'
import { createApp, defineComponent, nextTick } from 'vue'
import type { ClientOptions } from '../../../src/index.ts'
import { createComposables } from '../../../src/vue/index.ts'
import { serve } from '../../fake/chat.ts'
import { FakeFrames } from '../../fake/frames.ts'

export type ChatClient = ReturnType<ReturnType<typeof serve>['connect']>

export const composables = createComposables<ChatClient>()

/** Whatever Vue complains of fails the test. */
export function expectNoComplaints() {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  onTestFinished(() => {
    expect(warn.mock.calls).toEqual([])
    warn.mockRestore()
  })
  return warn
}

export function stage(options: ClientOptions = {}) {
  expectNoComplaints()
  const frames = new FakeFrames()
  const { server, heard, connect } = serve()
  const client = connect(options)
  return {
    ...{ server, heard, connect, client, frames },
    /** Mounts a component with this setup, which draws so, and gives what it returns. */
    show<Result>(setup: () => Result, draw: (result: Result) => unknown = () => '') {
      let result!: Result
      const Shown = defineComponent({
        setup() {
          result = setup()
          return () => String(draw(result))
        },
      })
      const container = document.createElement('div')
      const app = createApp(Shown).use(composables.ClientPlugin, client)
      app.mount(container)
      onTestFinished(() => app.unmount())
      return { result, app, text: () => container.textContent }
    },
    async draw(happen: () => void = () => undefined) {
      happen()
      frames.draw()
      await nextTick()
    },
  }
}
