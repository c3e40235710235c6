import { nextFrame } from '../platform/clock.ts'
import { guard } from '../platform/globals.ts'

// Many messages, few frames: a listener that draws is called once a frame for each key, with the latest message.

export function coalesce<T>(
  listener: (data: T) => unknown,
  key: (data: T) => unknown = () => undefined,
): { listener: (data: T) => void; stop: () => void } {
  const latest = new Map<unknown, T>()
  let cancel: (() => void) | undefined
  const draw = () => {
    cancel = undefined
    for (const [id, data] of latest) {
      latest.delete(id) // one by one: a listener may stop all that follows
      guard(() => listener(data))
    }
  }
  return {
    listener(data) {
      latest.set(key(data), data)
      cancel ??= nextFrame(draw)
    },
    stop() {
      cancel?.()
      latest.clear()
    },
  }
}
