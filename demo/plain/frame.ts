/** The page's one animation loop: everything that is drawn is drawn here, however many messages come in. */

const WATCHED = 5_000

const painters: ((now: number) => void)[] = []
let gaps: { at: number; length: number }[] = []
let previous = 0

/** `paint` is called for each frame while the page is visible, with the time of `Date.now()`. */
export function onFrame(paint: (now: number) => void): void {
  painters.push(paint)
}

/** As `onFrame`, at most once in `interval` ms. */
export function onSomeFrames(interval: number, paint: (now: number) => void): void {
  let next = 0
  onFrame((now) => {
    if (now < next && next - now <= interval) return
    next = now + interval
    paint(now)
  })
}

/** Frames a second, over the last second. */
export function frameRate(): number {
  const recent = gaps.filter(({ at }) => at > previous - 1_000)
  return (1_000 * recent.length) / Math.max(1, sum(recent))
}

/** The longest time between two frames of the last seconds, ms. */
export function slowestFrame(): number {
  return gaps.reduce((longest, { length }) => Math.max(longest, length), 0)
}

function sum(some: { length: number }[]): number {
  return some.reduce((total, { length }) => total + length, 0)
}

export function startFrames(): void {
  document.addEventListener('visibilitychange', () => {
    // A hidden page draws no frames: the pause is not a slow one.
    previous = 0
  })
  requestAnimationFrame(frame)
}

function frame(at: number): void {
  if (previous > 0) gaps.push({ at, length: at - previous })
  previous = at
  if (gaps[0] && gaps[0].at < at - WATCHED) gaps = gaps.filter((gap) => gap.at >= at - WATCHED)
  const now = Date.now()
  for (const paint of painters) paint(now)
  requestAnimationFrame(frame)
}
