// Looks at what comes from the wire, which may be anything, before anybody uses it as a message.

export type Check = (value: unknown) => boolean

/** The fields of a type of message that are not for the application alone. */
export type Shapes = ReadonlyMap<string, Readonly<Record<string, Check>>>

export const isText: Check = (value) => typeof value === 'string'
export const isId: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0
export const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value)

/**
 * Whether the message is of a known type; one of a later version is not, so that either side may grow.
 * @throws TypeError for what is no message, or one of another shape
 */
export function isKnown(message: unknown, shapes: Shapes): boolean {
  const { type } = (message ?? {}) as { type?: unknown }
  if (typeof type !== 'string') throw new TypeError('The message has no type')
  const shape = shapes.get(type)
  for (const field in shape) {
    if (!shape[field]!((message as Record<string, unknown>)[field])) {
      throw new TypeError(`The message of type "${type}" has a wrong "${field}"`)
    }
  }
  return shape !== undefined
}
