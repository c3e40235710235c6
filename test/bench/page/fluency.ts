// How fluid a page is while something goes on in it.

export interface Fluency {
  /** Of the epoch, in ms: when it had come to its end. */
  doneAt: number
  framesPerSecond: number
  longestTask: number
  longestFrame: number
}

/** Frames and long tasks from now until `end`. */
export async function watch(end: Promise<unknown>): Promise<Fluency> {
  let longestTask = 0
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration)
  })
  observer.observe({ type: 'longtask' })
  const begin = performance.now()
  const frames = [begin]
  const look = (time: number) => {
    frames.push(time)
    frame = requestAnimationFrame(look)
  }
  let frame = requestAnimationFrame(look)
  await end
  cancelAnimationFrame(frame)
  const done = performance.now()
  await pause(100) // the observer is told of a task only after it
  observer.disconnect()
  return {
    doneAt: performance.timeOrigin + done,
    framesPerSecond: ((frames.length - 1) * 1_000) / (done - begin),
    longestTask,
    longestFrame: Math.max(...[...frames.slice(1), done].map((time, index) => time - frames[index]!)),
  }
}

export const pause = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time))
