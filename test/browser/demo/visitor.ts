// One who looks at the demo's page and presses its buttons.
import { expect } from 'vitest'
import { type Cause, type Stats } from '../../../src/index.ts'
import { type Page } from '../browser.ts'

const interval = 100
/** The longest wait between two attempts, and time for a busy machine. */
const patience = 30_000

export class Visitor {
  constructor(readonly page: Page) {}

  /** Loads the page anew: another tab for the server, and a client that remembers no failure. */
  async open(url: string): Promise<void> {
    await this.page.goto(url)
    await this.sees('state', 'Connected')
    await this.page.evaluate(() => {
      const seen: unknown[] = []
      const uncaught: string[] = []
      Object.assign(window, { seen, uncaught })
      client.on('state', (state) => seen.push(state))
      window.addEventListener('error', ({ message }) => uncaught.push(message))
      window.addEventListener('unhandledrejection', ({ reason }) => uncaught.push(String(reason)))
    })
  }

  reads(id: string): Promise<string> {
    return this.page.evaluate((id) => document.getElementById(id)?.textContent ?? `no #${id}`, id)
  }

  async sees(id: string, expected: string | RegExp, timeout = patience): Promise<void> {
    const pattern = typeof expected === 'string' ? new RegExp(`^${expected}$`) : expected
    await expect.poll(() => this.reads(id), { message: `#${id}`, interval, timeout }).toMatch(pattern)
  }

  /** Waits until `look` finds something in the page. */
  async finds<A extends unknown[]>(look: (...args: A) => boolean, ...args: A): Promise<void> {
    const message = String(look)
    await expect.poll(() => this.page.evaluate(look, ...args), { message, interval, timeout: patience }).toBe(true)
  }

  press(id: string): Promise<void> {
    return this.page.evaluate((id) => {
      const button = document.getElementById(id) as HTMLButtonElement
      if (button.disabled) throw new Error(`#${id} is disabled`)
      button.click()
    }, id)
  }

  choose(id: string, value: string): Promise<void> {
    return this.page.evaluate(
      (id, value) => {
        const select = document.getElementById(id) as HTMLSelectElement
        select.value = value
        if (select.value !== value) throw new Error(`#${id} has no ${value}`)
      },
      id,
      value,
    )
  }

  says(text: string): Promise<void> {
    return this.page.evaluate((text) => {
      const field = document.getElementById('chat-text') as HTMLInputElement
      field.value = text
      field.form?.requestSubmit()
    }, text)
  }

  /** The text stands in the chat, once. */
  hears(text: string): Promise<void> {
    return this.finds((text) => {
      const said = [...document.querySelectorAll('.chat-text')]
      return said.filter(({ textContent }) => textContent === text).length === 1
    }, text)
  }

  /** What the page says became of a line. */
  hasFate(text: string, fate: string): Promise<void> {
    return this.finds(
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

  /** The ticker shows one price and then another. */
  async pricesMove(): Promise<void> {
    const price = () => this.page.evaluate(() => document.querySelector('.price')?.textContent ?? '')
    await expect.poll(price, { interval, timeout: patience }).toMatch(/^\d+\.\d\d$/)
    const before = await price()
    await expect.poll(price, { interval, timeout: patience }).not.toBe(before)
  }

  stats(): Promise<Stats> {
    return this.page.evaluate(() => client.stats())
  }

  /** Why links ended and dials failed. */
  causes(): Promise<Cause[]> {
    return this.page.evaluate(() => seen.flatMap((state) => ('cause' in state ? [state.cause] : [])))
  }

  /** The page is connected, and measurements come in. */
  async streams(): Promise<void> {
    await this.sees('state', 'Connected')
    const { received } = await this.stats()
    await this.finds((before) => client.stats().received.messages >= before + 5, received.messages)
  }

  /** The link was lost for a reason of that kind, there is another one, and it streams. */
  async isBack(kind: Cause['kind']): Promise<void> {
    await this.finds((kind) => seen.some((state) => 'cause' in state && state.cause.kind === kind), kind)
    await this.streams()
    expect((await this.stats()).opens).toBeGreaterThan(1)
  }

  /** Errors that nobody caught, since the page was there. */
  uncaught(): Promise<string[]> {
    return this.page.evaluate(() => uncaught)
  }
}
