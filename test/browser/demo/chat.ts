// Two tabs that talk to each other.
import { expect } from 'vitest'
import { type Scene } from './stage.ts'

export function chat(scene: Scene): void {
  scene('two tabs hear each other, also what was written while the link was down', async ({ visitor, other }) => {
    await visitor.says('hello')
    await other.hears('hello')
    await other.says('good day')
    await visitor.hears('good day')

    await visitor.press('offline')
    await visitor.finds(() => client.state.name !== 'open')
    await visitor.says('written offline')
    await visitor.hasFate('written offline', 'queued')
    await other.says('meanwhile')
    await visitor.press('offline')
    await other.hears('written offline')
    await visitor.hears('meanwhile')
    await visitor.hasFate('written offline', 'delivered')
    expect((await other.stats()).opens).toBe(1)
  })

  scene('a line that was given up can be said again, and is heard once', async ({ visitor, other }) => {
    await visitor.press('offline')
    await visitor.finds(() => client.state.name !== 'open')
    await visitor.says('given up')
    await visitor.press('discard')
    await visitor.hasFate('given up', 'dropped')
    await visitor.press('offline')
    await visitor.streams()
    await visitor.page.evaluate(() => document.querySelector<HTMLElement>('.again:not([hidden])')!.click())
    await visitor.hasFate('given up', 'delivered')
    await other.hears('given up')
  })

  scene('two tabs see who is there, who writes, and who left', async ({ visitor, other }) => {
    const [me, they] = [await name(visitor), await name(other)]
    await visitor.sees('people', new RegExp(`^2 tabs\\. You are ${me}, with .*${they}.*\\.$`))
    await other.sees('people', new RegExp(`with .*${me}`))
    await other.page.evaluate(() => document.getElementById('chat-text')!.dispatchEvent(new Event('input')))
    await visitor.sees('typing', `${they} is writing …`)
    await visitor.sees('typing', '')
    await other.press('close')
    await visitor.sees('people', `1 tab. You are ${me}.`)
  })

  scene('a fault for everyone hits the other tab too', async ({ visitor, other }) => {
    await visitor.press('scope-everyone')
    await visitor.press('fault-kill')
    await visitor.isBack('lost')
    await other.isBack('lost')
  })
}

function name({ page }: { page: { evaluate<T>(body: () => T): Promise<T> } }): Promise<string> {
  return page.evaluate(() => sessionStorage.getItem('holdfast-demo-name') ?? '')
}
