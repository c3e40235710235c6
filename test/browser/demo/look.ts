// The page without a mouse, on a phone, and in the dark.
import { source as axe, type AxeResults } from 'axe-core'
import { expect } from 'vitest'
import { openBrowser } from '../browser.ts'
import { type Scene } from './stage.ts'
import { Visitor } from './visitor.ts'

declare global {
  interface Window {
    axe: { run(): Promise<AxeResults> }
  }
}

const faults = ['kill', 'mute', 'refuse', 'flap', 'slow', 'restart', 'restart-hint', 'close', 'heal']

export function look(scene: Scene): void {
  scene('every fault can be reached and pressed by keyboard alone', ({ visitor }) => usesKeyboard(visitor))

  scene('fits every width, connected, waiting and closed', async ({ other: visitor }) => {
    await visitor.page.show()
    await fits(visitor)
    await visitor.press('offline')
    await visitor.sees('reason', /refused/)
    await fits(visitor)
    await visitor.press('close')
    await visitor.sees('state', 'Closed')
    await fits(visitor)
  })

  scene('leads from the index to the page, and back and forth', async ({ visitor, index, url }) => {
    const { page } = visitor
    await page.goto(index)
    for (const width of [360, 390, 768, 1280]) {
      await page.setViewport(width, 800)
      await visitor.finds(() => document.documentElement.scrollWidth <= innerWidth)
    }
    await page.evaluate(() => document.querySelector<HTMLAnchorElement>('.demo a')!.click())
    await visitor.sees('state', 'Connected')
    await page.back()
    await visitor.finds(() => document.title === 'Holdfast demos')
    await visitor.open(url)
    await page.goto(index)
    await page.back()
    await visitor.streams()
    await visitor.pricesMove()
    await page.reload()
    await visitor.streams()
    await visitor.open(url)
  })

  scene('can be read in light', async ({ visitor, index, url }) => {
    await canBeRead(visitor)
    expect(await ground(visitor)).toBeGreaterThan(0.7)
    await visitor.page.goto(index)
    await expectAccess(visitor)
    await visitor.open(url)
  })

  scene('can be read in the dark', async ({ engine, url, index }) => {
    const browser = await openBrowser(engine, { colorScheme: 'dark' })
    try {
      const visitor = new Visitor(await browser.newPage())
      await visitor.open(url)
      await canBeRead(visitor)
      expect(await ground(visitor)).toBeLessThan(0.1)
      await visitor.page.goto(index)
      await expectAccess(visitor)
    } finally {
      await browser.close()
    }
  })
}

/** Every fault, by the keys alone. */
export async function usesKeyboard(visitor: Visitor): Promise<void> {
  const { page } = visitor
  await page.press('Tab')
  expect(await focused(visitor)).toMatchObject({ words: 'Skip to the faults', isMarked: true })
  await page.press('Enter')
  const stops: Focus[] = []
  while (stops.at(-1)?.id !== 'fault-heal' && stops.length < 20) {
    await page.press('Tab')
    stops.push(await focused(visitor))
  }
  expect(stops.map(({ id }) => id)).toEqual(expect.arrayContaining(faults.map((fault) => `fault-${fault}`)))
  expect(stops.filter(({ isMarked }) => !isMarked)).toEqual([])
  await page.press('Enter')
  await visitor.sees('fault-report', 'Heal: no fault goes on.')
  await page.evaluate(() => document.getElementById('fault-kill')?.focus())
  await page.press('Space')
  await visitor.isBack('lost')
}

interface Focus {
  id: string
  words: string
  /** Whether one sees where the focus is: on it, or on the label beside it. */
  isMarked: boolean
}

function focused({ page }: Visitor): Promise<Focus> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body
    const marks = [element, element.nextElementSibling ?? element].map((shown) => getComputedStyle(shown))
    const isMarked = marks.some(({ outlineStyle, outlineWidth }) => outlineStyle === 'solid' && outlineWidth === '2px')
    return { id: element.id, words: element.textContent, isMarked }
  })
}

/** From phone to desk, nothing sticks out: neither of the page nor of a card, which would cut it off. */
export async function fits(visitor: Visitor): Promise<void> {
  for (const width of [360, 390, 768, 1280]) {
    await visitor.page.setViewport(width, 800)
    await visitor.finds((width) => innerWidth === width, width)
    await visitor.finds(() => document.documentElement.scrollWidth <= innerWidth)
    await expect.poll(() => visitor.page.evaluate(cutControls)).toEqual([])
  }
}

/** In the page: what of its controls and words a card cuts off. */
function cutControls(): string[] {
  return [...document.querySelectorAll('.card')].flatMap((card) => {
    const { right } = card.getBoundingClientRect()
    return [...card.querySelectorAll('button, select, input, p, dt, dd, li')]
      .filter((element) => element.getBoundingClientRect().right > right - 1)
      .map((element) => `${element.id || element.className}: ${element.textContent}`)
  })
}

/** In each colour that a state gives to the page. */
async function canBeRead(visitor: Visitor): Promise<void> {
  await expectAccess(visitor)
  await visitor.press('offline')
  await visitor.sees('reason', /refused/)
  await expectAccess(visitor)
  await visitor.press('close')
  await visitor.sees('state', 'Closed')
  await expectAccess(visitor)
}

/** As WCAG asks: of the contrast of text, and of all that a program can find. */
export async function expectAccess({ page }: Visitor): Promise<void> {
  await expect.poll(() => page.evaluate(faintTexts, 4.5)).toEqual([])
  await page.evaluate(`(() => { ${axe}; return true })()`)
  expect(await page.evaluate(findings)).toEqual([])
}

/** In the page: what axe takes for serious. */
async function findings(): Promise<string[]> {
  const { violations } = await window.axe.run()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** How bright the page is, from 0 to 1. */
export function ground({ page }: Visitor): Promise<number> {
  return page.evaluate(() => {
    const [red = 0, green = 0, blue = 0] =
      getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? []
    return (red + green + blue) / 765
  })
}

/** In the page: the texts whose contrast to what is behind them is less than `least`. */
function faintTexts(least: number): string[] {
  const parts = (colour: string) => colour.match(/[\d.]+/g)?.map(Number) ?? []
  const linear = (part: number) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4)
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = parts(colour).map(linear)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const behind = (element: Element | null): string => {
    if (!element) return 'rgb(255, 255, 255)'
    const { backgroundColor } = getComputedStyle(element)
    return parts(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor
  }
  const isShown = (element: Element) =>
    element.getClientRects().length > 0 && !element.closest('.hidden') && !element.matches(':disabled')
  const hasText = ({ childNodes }: Element) =>
    [...childNodes].some((node) => node.nodeType === 3 && node.nodeValue?.trim())
  return [...document.body.querySelectorAll('*')]
    .filter((element) => isShown(element) && hasText(element) && !element.closest('script, noscript, option'))
    .flatMap((element) => {
      const pair = [luminance(getComputedStyle(element).color), luminance(behind(element))]
      const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05)
      return contrast < least ? [`${contrast.toFixed(2)} ${element.className}: ${element.textContent}`] : []
    })
}
