/** Where one points to on the board, from the left and from the top. */

/** How often (ms) one's own pointer is told, at the most. */
export const TELL_INTERVAL = 50
const STEP = 0.04

export interface Point {
  x: number
  y: number
}

const steps = new Map<string, Point>([
  ['ArrowLeft', { x: -STEP, y: 0 }],
  ['ArrowRight', { x: STEP, y: 0 }],
  ['ArrowUp', { x: 0, y: -STEP }],
  ['ArrowDown', { x: 0, y: STEP }],
])

/** Where a key moves the pointer to; undefined if it moves nothing. */
export function moved(key: string, { x, y }: Point = { x: 0.5, y: 0.5 }): Point | undefined {
  const step = steps.get(key)
  return step && { x: within(x + step.x), y: within(y + step.y) }
}

export function pointOf({ clientX, clientY }: { clientX: number; clientY: number }, area: Element): Point {
  const { left, top, width, height } = area.getBoundingClientRect()
  return { x: within((clientX - left) / width), y: within((clientY - top) / height) }
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share))
}
