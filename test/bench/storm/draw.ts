// The storm as a picture: how many clients dial in each second.
import * as Plot from '@observablehq/plot'
import { JSDOM } from 'jsdom'

export interface Lane {
  name: string
  /** By second. */
  dials: readonly number[]
  /** When (s) 99% are back; Infinity: never. */
  back: number
}

/** What comes later (s) is cut off, as are more dials in a second. */
const end = 120
const most = 100_000

const style = `
  .storm { font: 13px system-ui, sans-serif; --ink: #24292f; --calm: #0f766e; --wild: #b45309; color: var(--ink) }
  @media (prefers-color-scheme: dark) { .storm { --ink: #d1d7e0; --calm: #5eead4; --wild: #fbbf24 } }`

/** As SVG that follows the colours of the reader's system; the first lane is ours. `up`: when (s) the server is back. */
export function draw(lanes: readonly Lane[], up: number): string {
  const seconds = lanes.flatMap(({ name, dials }, index) =>
    Array.from({ length: end + 1 }, (_, second) => {
      return { name, second, dials: dials[second] ?? 0, colour: index === 0 ? 'calm' : 'wild' }
    }),
  )
  const ends = lanes.map(({ name, back }) => ({ name, words: back === Infinity ? 'never' : `${Math.round(back)} s` }))
  const ours = lanes[0]?.name
  const { document } = new JSDOM().window
  const svg = Plot.plot({
    document,
    className: 'storm',
    ...{
      width: 960,
      height: 70 + lanes.length * 58,
      marginTop: 30,
      marginLeft: 240,
      marginRight: 110,
      marginBottom: 40,
    },
    x: { domain: [0, end], label: 'seconds after the server was lost', labelAnchor: 'center', labelArrow: 'none' },
    y: { domain: [0, most], axis: null },
    fy: { domain: lanes.map(({ name }) => name), label: null, padding: 0.2 },
    marks: [
      Plot.areaY(seconds, {
        ...{ x: 'second', y: 'dials', fy: 'name', curve: 'step-after', clip: true },
        fill: ({ colour }: { colour: string }) => `var(--${colour})`,
      }),
      Plot.ruleY([0], { strokeOpacity: 0.3 }),
      Plot.ruleX([up], { strokeDasharray: '3,3', strokeOpacity: 0.6 }),
      Plot.text(ends, { fy: 'name', text: 'words', frameAnchor: 'right', textAnchor: 'start', dx: 8 }),
      Plot.text([ours], {
        fy: () => ours,
        text: ['99% back'],
        frameAnchor: 'top-right',
        textAnchor: 'start',
        dx: 8,
        dy: -24,
      }),
      Plot.text([up], { fy: () => ours, x: up, text: ['the server is back'], frameAnchor: 'top', dy: -24 }),
    ],
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  svg.querySelector('style')!.textContent += style
  return svg.outerHTML
}
