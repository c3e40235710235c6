// Two tabs that talk to each other.
import { expect } from 'vitest'
import { type Scene } from './stage.ts'
import { type Visitor } from './visitor.ts'

export function chat(scene: Scene): void {
  scene('two tabs hear each other, also what was written while the link was down', async ({ visitor, other }) => {
    await say(visitor, 'hello')
    await hears(other, 'hello')
    await say(other, 'good day')
    await hears(visitor, 'good day')

    await visitor.press('offline')
    await visitor.finds(() => client.state.name !== 'open')
    await say(visitor, 'written offline')
    await hasFate(visitor, 'written offline', 'queued')
    await say(other, 'meanwhile')
    await visitor.press('offline')
    await hears(other, 'written offline')
    await hears(visitor, 'meanwhile')
    await hasFate(visitor, 'written offline', 'delivered')
    expect((await other.stats()).opens).toBe(1)
  })

  scene('a fault for everyone hits the other tab too', async ({ visitor, other }) => {
    await visitor.press('scope-everyone')
    await visitor.press('fault-kill')
    await visitor.isBack('lost')
    await other.isBack('lost')
  })
}

function say({ page }: Visitor, text: string): Promise<void> {
  return page.evaluate((text) => {
    const field = document.getElementById('chat-text') as HTMLInputElement
    field.value = text
    field.form?.requestSubmit()
  }, text)
}

/** The text stands in the chat, once. */
function hears(visitor: Visitor, text: string): Promise<void> {
  return visitor.finds((text) => {
    const said = [...document.querySelectorAll('.chat-text')]
    return said.filter(({ textContent }) => textContent === text).length === 1
  }, text)
}

function hasFate(visitor: Visitor, text: string, fate: string): Promise<void> {
  return visitor.finds(
    (text, fate) => {
      const line = [...document.querySelectorAll('.chat-line')].find(
        (line) => line.querySelector('.chat-text')?.textContent === text,
      )
      return line?.querySelector('.fate')?.textContent === fate
    },
    text,
    fate,
  )
}
